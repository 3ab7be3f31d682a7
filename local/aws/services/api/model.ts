/** A service's API in AWS's own models. `api.json` of each service contains the operations that are served. */
export interface ApiModel {
  /** Origin of the model. */
  readonly source: string;
  readonly operations: Readonly<Record<string, OperationShape>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface OperationShape {
  /** For REST APIs: method and path, such as `GET /2015-03-31/functions/{FunctionName}`. */
  readonly http?: string;
  /** Names of shapes. */
  readonly input?: string;
  readonly output?: string;
}

export interface Shape {
  readonly type: ShapeType;
  /** For structures: members by name, with the names of their shapes. */
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** For REST APIs: members outside the body, such as `querystring:list-type`. */
  readonly locations?: Readonly<Record<string, string>>;
  /** For REST APIs: the member that is the whole body. */
  readonly payload?: string;
  /** For lists: the shape of an element. */
  readonly member?: string;
  /** For maps: the shape of a value; keys are strings. */
  readonly value?: string;
  readonly enum?: readonly string[];
  /** Characters of strings, bytes of blobs, elements of lists and maps, values of numbers. */
  readonly min?: number;
  readonly max?: number;
}

export type ShapeType =
  | 'structure'
  | 'list'
  | 'map'
  | 'string'
  | 'character'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'timestamp'
  | 'blob';
