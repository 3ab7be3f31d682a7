/** What AWS's own models say of a service's operations. `api.json` of each service holds those that are served. */
export interface ApiModel {
  /** Where it is from. */
  readonly source: string;
  readonly operations: Readonly<Record<string, OperationShape>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface OperationShape {
  /** Of REST APIs: method and path, such as `GET /2015-03-31/functions/{FunctionName}`. */
  readonly http?: string;
  /** Names of shapes. */
  readonly input?: string;
  readonly output?: string;
}

export interface Shape {
  readonly type: ShapeType;
  /** Of structures: members by name, with the names of their shapes. */
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Of REST APIs: members that are not in the body, such as `querystring:list-type`. */
  readonly locations?: Readonly<Record<string, string>>;
  /** Of REST APIs: the member that is the whole body. */
  readonly payload?: string;
  /** Of lists: the shape of an element. */
  readonly member?: string;
  /** Of maps: the shape of a value; keys are strings. */
  readonly value?: string;
  readonly enum?: readonly string[];
  /** Of strings characters, of blobs bytes, of lists and maps elements, of numbers the value. */
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
