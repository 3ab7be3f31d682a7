import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stages } from '../../../catalog/stages.ts';
import { resourcesOf, stackOf, stageNames, templateOf } from '../../helpers/templates.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0b9f8c1e-1111-2222-3333-444455556666';
const named = Template.fromStack(
  stackOf({ ...stages.prod, domain: { name: 'api.play.example.com', certificateArn: CERTIFICATE } }),
);

describe('An API with a domain', () => {
  it('has a domain name with its certificate, TLS 1.2 and the stage behind it', () => {
    const [[domainId] = []] = Object.entries(resourcesOf(named, 'AWS::ApiGateway::DomainName'));
    const [stageId] = Object.keys(resourcesOf(named, 'AWS::ApiGateway::Stage'));
    named.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'api.play.example.com',
      RegionalCertificateArn: CERTIFICATE,
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'TLS_1_2',
    });
    named.hasResourceProperties('AWS::ApiGateway::BasePathMapping', {
      DomainName: { Ref: domainId },
      Stage: { Ref: stageId },
    });
  });

  it('has the domain in ApiUrl, and outputs the target of its DNS record', () => {
    const outputs = named.findOutputs('*');
    expect(outputs.ApiUrl?.Value).toBe('https://api.play.example.com');
    expect(outputs.ApiDomainTarget?.Value).toMatchObject({ 'Fn::GetAtt': [expect.any(String), 'RegionalDomainName'] });
  });
});

describe.each(stageNames)('The API of stage %s', (name) => {
  it('refuses TLS before 1.2', () => {
    templateOf(name).hasResourceProperties('AWS::ApiGateway::RestApi', { SecurityPolicy: 'TLS_1_2' });
  });

  it('has a URL to which /v1/events can be appended', () => {
    const { Value: value } = templateOf(name).findOutputs('ApiUrl').ApiUrl ?? {};
    const parts: readonly unknown[] = value['Fn::Join'][1];
    expect(parts.slice(-2)).toEqual(['/', { Ref: expect.stringMatching(/DeploymentStage/) }]);
  });
});
