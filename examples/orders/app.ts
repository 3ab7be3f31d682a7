/** The shop's CDK app: `npx cdk synth --app "node bin/node24.mjs examples/orders/app.ts"`. */

import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OrdersStack } from './orders-stack.ts';

const app = new App();
new OrdersStack(app, 'orders');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
