// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dependencyOrder } from '../../../../local/aws/template/graph.ts';
import { loadAssembly } from '../../../../local/aws/template/load.ts';
import { type Built, resolve, type Scope } from '../../../../local/aws/template/resolve.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';
import { miniResources, writeAssembly } from '../../../helpers/mini-stack.ts';

const scope: Scope = {
  template: readTemplate('stack', {
    Parameters: {
      Size: { Type: 'Number', Default: 3 },
      NoDefault: { Type: 'String' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
      Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/my/secret' },
    },
    Mappings: { Regions: { 'us-east-1': { tier: 'first' } } },
    Conditions: {
      IsEast: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      IsWest: { 'Fn::Not': [{ Condition: 'IsEast' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsEast' }, { Condition: 'IsWest' }] },
    },
  }),
  built: new Map<string, Built>([
    ['Table', { ref: 'table-1', attributes: { Arn: 'arn:table', 'Stream.Arn': 'arn:stream' } }],
  ]),
  pseudoParameters: { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '000000000000', 'AWS::Partition': 'aws' },
};

const at = (value: unknown) => resolve(value, scope, 'resource Thing: Properties');

describe('references (AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html)', () => {
  it.each([
    ['Ref of a resource', { Ref: 'Table' }, 'table-1'],
    ['Ref of a parameter', { Ref: 'Size' }, 3],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref of the CDK bootstrap version', { Ref: 'BootstrapVersion' }, '30'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'arn:stream'],
    ['Fn::Join over references', { 'Fn::Join': ['/', ['a', { Ref: 'Size' }, { Ref: 'Table' }]] }, 'a/3/table-1'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': 'x-${AWS::Region}-${Table}-${Table.Arn}-${!Kept}' },
      'x-us-east-1-table-1-arn:table-${Kept}',
    ],
    ['Fn::Sub with its own names', { 'Fn::Sub': ['${Name}!', { Name: { Ref: 'Table' } }] }, 'table-1!'],
    ['Fn::If whose condition is true', { 'Fn::If': ['IsEast', 'yes', { Ref: 'Absent' }] }, 'yes'],
    ['Fn::If whose condition is false', { 'Fn::If': ['IsWest', { Ref: 'Absent' }, 'no'] }, 'no'],
    ['conditions of conditions', { 'Fn::If': ['Either', 1, 2] }, 1],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'tier'] }, 'first'],
    ['an omitted value', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['a map that only looks like a function', { Ref: 'Table', Other: 1 }, { Ref: 'Table', Other: 1 }],
  ])('%s', (_, value, expected) => {
    expect(at(value)).toEqual(expected);
  });

  it.each([
    ['an unknown resource', { Deep: [{ Ref: 'Absent' }] }, /resource Thing: Properties\.Deep\[0\]\.Ref: got "Absent"/],
    ['an unknown attribute', { 'Fn::GetAtt': ['Table', 'Colour'] }, /got "Table\.Colour"/],
    ['a parameter without default', { Ref: 'NoDefault' }, /a parameter with a default/],
    ["the Systems Manager's other parameters", { Ref: 'Secret' }, /no parameter of the Systems Manager/],
    ['a dynamic reference', '{{resolve:ssm:/x}}', /no dynamic reference/],
    ['a function without local meaning', { 'Fn::ImportValue': 'x' }, /Fn::ImportValue/],
  ])('names %s and its place', (_, value, message) => {
    expect(() => at(value)).toThrow(message);
  });
});

describe('the order of resources', () => {
  const resources = (all: Record<string, object>) => readTemplate('stack', { Resources: all }).resources;

  it('puts each after those that it refers to, by any function, and after DependsOn', () => {
    const order = dependencyOrder(
      resources({
        A: { Type: 'T', Properties: { x: { 'Fn::Sub': '${B.Arn}' } } },
        B: { Type: 'T', Properties: { x: [{ 'Fn::GetAtt': ['C', 'Arn'] }] } },
        C: { Type: 'T', DependsOn: 'D' },
        D: { Type: 'T' },
      }),
    );
    expect(order).toEqual(['D', 'C', 'B', 'A']);
  });

  it('reports a cycle with its path', () => {
    const cyclic = resources({
      A: { Type: 'T', Properties: { x: { Ref: 'B' } } },
      B: { Type: 'T', Properties: { x: { Ref: 'C' } } },
      C: { Type: 'T', DependsOn: ['B'] },
    });
    expect(() => dependencyOrder(cyclic)).toThrow('B → C → B');
  });
});

describe('the policies for resources that leave a template', () => {
  const read = (attributes: object) => readTemplate('stack', { Resources: { A: { Type: 'T', ...attributes } } });

  it.each([
    [{}, false],
    [{ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }, false],
    [{ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }, true],
    [{ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }, true],
  ])('of %j retain the resource: %s', (attributes, retained) => {
    expect(read(attributes).resources.get('A')?.retained).toBe(retained);
  });

  it.each([
    [
      { DeletionPolicy: 'Keep' },
      /resource A: DeletionPolicy: got "Keep"; allowed: Delete, Retain, RetainExceptOnCreate/,
    ],
    [{ UpdateReplacePolicy: 'RetainExceptOnCreate' }, /resource A: UpdateReplacePolicy: .*allowed: Delete, Retain\./],
  ])('are refused if they are unknown: %j', (attributes, message) => {
    expect(() => read(attributes)).toThrow(message);
  });
});

describe('a cloud assembly', () => {
  it("contains the template and the directories of its functions' code", async () => {
    const { template, assets } = await loadAssembly(await writeAssembly());
    expect(template.stackName).toBe('mini');
    expect([...template.resources.keys()]).toEqual(Object.keys(miniResources()));
    expect(assets.get('ingest.zip')).toMatch(/test\/fixtures\/mini-stack\/ingest$/);
  });

  it('must exist and contain one stack', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'cairn-empty-'));
    await expect(loadAssembly(directory)).rejects.toThrow(/manifest\.json: got .*ENOENT.*cdk synth/);
    await writeFile(path.join(directory, 'manifest.json'), '{"artifacts":{}}');
    await expect(loadAssembly(directory)).rejects.toThrow(/exactly one stack/);
  });
});
