import { Compile, parse } from 'velocityjs';
import type { GatewayAnswer, RequestHeaders } from './http.ts';

/** The default integration response of a MOCK integration. */
export interface MockResponse {
  readonly status: number;
  /** Names and fixed texts. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The response template of `application/json`, in Velocity. @default an empty body */
  readonly template?: string;
  /** Whether templates get a binary body as text (`ContentHandling: CONVERT_TO_TEXT`). @default false */
  readonly convertsToText?: boolean;
}

/**
 * Answers without a function. The template may read the request's headers (`$input.params().header`) and override the
 * answer's (`$context.responseOverride.header`).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export class MockIntegration {
  readonly #response: MockResponse;
  readonly #template: Compile | undefined;

  constructor(response: MockResponse) {
    this.#response = response;
    this.#template = response.template === undefined ? undefined : new Compile(parse(response.template));
  }

  /**
   * Returns whether the integration accepts the body. Templates need text: for a binary body API Gateway fails with
   * "Unable to transform request" (github.com/aws/serverless-application-model/issues/553).
   */
  takes(isBinary: boolean): boolean {
    return !isBinary || this.#response.convertsToText === true;
  }

  answer(request: RequestHeaders, requestId: string): GatewayAnswer {
    const overridden: Record<string, string> = {};
    const body = this.#template?.render({
      input: { params: () => ({ header: { get: (name: string) => request.exactly(name) } }) },
      context: { requestId, responseOverride: { header: overridden } },
    });
    const isOverridden = new Set(Object.keys(overridden).map((name) => name.toLowerCase()));
    return {
      status: this.#response.status,
      headers: [
        ['x-amzn-requestid', requestId],
        ...this.#response.headers.filter(([name]) => !isOverridden.has(name.toLowerCase())),
        ...Object.entries(overridden),
      ],
      body: body?.trim() ?? '',
    };
  }
}
