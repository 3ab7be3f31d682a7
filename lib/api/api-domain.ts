import { DomainName, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';

/**
 * TLS 1.2 or 1.3. API Gateway's default for regional APIs is TLS_1_0; the newer policies (SecurityPolicy_…) do not
 * exist in GovCloud (apigateway/latest/developerguide, apigateway-security-policies-list; govcloud-us, govcloud-abp).
 */
export const TLS_POLICY = SecurityPolicy.TLS_1_2;

export interface ApiDomainProps {
  readonly restApi: RestApi;
  /** A host name, such as `api.play.example.com`. */
  readonly name: string;
  /** A certificate of AWS Certificate Manager in the API's region. */
  readonly certificateArn: string;
}

/**
 * The API's own name. API Gateway's address stays open too, with the same stage, throttle and web ACL, because phones
 * that shipped before the name use it.
 */
export class ApiDomain extends DomainName {
  constructor(scope: Construct, id: string, { restApi, name, certificateArn }: ApiDomainProps) {
    super(scope, id, {
      domainName: name,
      certificate: Certificate.fromCertificateArn(scope, `${id}Certificate`, certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: TLS_POLICY,
      mapping: restApi,
    });
  }
}
