import { codeOf } from './function';
import { roleWithPolicies } from './role';
import type { SamBuild, SamResource } from './sam-build';
import { isObject, objectOf } from './sam-build';

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html */
export function layer(sam: SamResource, build: SamBuild): void {
  const { ContentUri: uri, RetentionPolicy: _, ...props } = sam.props;
  const { code, metadata } = codeOf(uri);
  build.add(sam, sam.id, 'AWS::Lambda::LayerVersion', { ...props, LayerName: props.LayerName ?? sam.id, Content: code });
  build.resources[sam.id] = { ...build.resources[sam.id], Metadata: { ...sam.attributes.Metadata, ...metadata } };
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html */
export function simpleTable(sam: SamResource, build: SamBuild): void {
  const { PrimaryKey: key, ...props } = sam.props;
  const { Name: name = 'id' } = objectOf(key);
  build.add(sam, sam.id, 'AWS::DynamoDB::Table', { ...props, KeySchema: [{ AttributeName: name, KeyType: 'HASH' }] });
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html */
export function stateMachine(sam: SamResource, build: SamBuild): void {
  const { id, props } = sam;
  const { Name: name, Type: type, Definition: definition, DefinitionUri: uri, DefinitionSubstitutions: substitutions } = props;
  build.add(sam, id, 'AWS::StepFunctions::StateMachine', {
    StateMachineName: name,
    StateMachineType: type,
    DefinitionString: isObject(definition) ? { 'Fn::ToJsonString': definition } : undefined,
    DefinitionSubstitutions: substitutions,
    RoleArn: props.Role ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
  });
  if (uri !== undefined) { build.note(id, 'the definition is in another file, which is not read'); }
  if (props.Events !== undefined) { build.note(id, 'the events of a state machine are not read: who may start it is missing here'); }
  if (props.Role === undefined) { roleWithPolicies(sam, build, { service: 'states.amazonaws.com', managed: [], more: [] }); }
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html */
export function nestedApplication(sam: SamResource, build: SamBuild): void {
  const { Location: location, Parameters: parameters } = sam.props;
  if (typeof location !== 'string') {
    build.note(sam.id, 'an application of the Serverless Application Repository is not read: what it would create is missing here');
    return;
  }
  build.add(sam, sam.id, 'AWS::CloudFormation::Stack', { TemplateURL: location, Parameters: parameters });
}
