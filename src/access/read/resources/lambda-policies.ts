import { fieldsOf } from '../../values/arn';
import { isWhollyOpen } from '../marks';
import type { Properties, TemplateReader } from '../template-reader';
import { functionArn } from './function-arn';
import { sizeOf } from './policy-book';
import type { Written } from './policy-book';
import { required } from './required';

/** Both ways to write the policy of a function, version or alias, and the permissions of layers. */
export function lambdaPolicies(reader: TemplateReader): Written[] {
  return [
    ...reader.ofType('AWS::Lambda::Permission').map(([id, props]) => {
      const arn = functionArn(reader, required(reader, props.FunctionName));
      return permission(reader, id, arn, storedPermission(reader, id, arn, props));
    }),
    ...reader.ofType('AWS::Lambda::LayerVersionPermission').map(([id, props]) => {
      const arn = required(reader, props.LayerVersionArn);
      return permission(reader, id, arn, storedLayerPermission(reader, id, arn, props));
    }),
    ...reader.ofType('AWS::Lambda::ResourcePolicy').map(([id, props]): Written => {
      const resourceArn = functionArn(reader, required(reader, props.ResourceArn));
      return {
        resourceArn,
        site: reader.site(id),
        statements: reader.statements(props.PolicyDocument, id, nameOf(resourceArn)),
        size: () => sizeOf(reader.resolve(props.PolicyDocument)),
      };
    }),
  ];
}

/** `resource policy of orders:live` */
function nameOf(arn: string): string {
  return `resource policy of ${fieldsOf(arn).resource.replace(/^function:/, '') || arn}`;
}

function permission(reader: TemplateReader, id: string, resourceArn: string, json: Properties): Written {
  const statements = reader.statements({ Statement: json }, id, nameOf(resourceArn));
  return { resourceArn, site: reader.site(id), statements, size: () => sizeOf(json), part: true };
}

/**
 * What AddPermission stores.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
function storedPermission(reader: TemplateReader, id: string, arn: string, props: Properties): Properties {
  const text = (property: string) => reader.text(props[property]);
  const condition = block({
    StringEquals: {
      'AWS:SourceAccount': text('SourceAccount'),
      'aws:PrincipalOrgID': text('PrincipalOrgID'),
      'lambda:FunctionUrlAuthType': text('FunctionUrlAuthType'),
      'lambda:EventSourceToken': text('EventSourceToken'),
    },
    ArnLike: { 'AWS:SourceArn': text('SourceArn') },
    Bool: { 'lambda:InvokedViaFunctionUrl': text('InvokedViaFunctionUrl') },
  });
  return {
    Sid: `${reader.stack.name}-${id}`,
    Effect: 'Allow',
    Principal: storedPrincipal(reader, required(reader, props.Principal)),
    Action: required(reader, props.Action),
    Resource: arn,
    ...condition && { Condition: condition },
  };
}

/** An account is stored as its root; a text with dots that is no ARN is a service. */
function storedPrincipal({ stack }: TemplateReader, principal: string): unknown {
  if (principal === stack.account || /^\d{12}$/.test(principal)) { return { AWS: `arn:${stack.partition}:iam::${principal}:root` }; }
  if (principal === '*' || isWhollyOpen(principal)) { return principal; }
  return principal.includes('.') && !principal.startsWith('arn:') ? { Service: principal } : { AWS: principal };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html */
function storedLayerPermission(reader: TemplateReader, id: string, arn: string, props: Properties): Properties {
  const condition = block({ StringEquals: { 'aws:PrincipalOrgID': reader.text(props.OrganizationId) } });
  return {
    Sid: `${reader.stack.name}-${id}`,
    Effect: 'Allow',
    Principal: storedPrincipal(reader, required(reader, props.Principal)),
    Action: required(reader, props.Action),
    Resource: arn,
    ...condition && { Condition: condition },
  };
}

/** A condition block of what has a value; undefined where nothing has. */
function block(operators: Record<string, Record<string, string | undefined>>): Properties | undefined {
  const filled = Object.entries(operators).flatMap(([operator, keys]) => {
    const values = Object.entries(keys).filter(([, value]) => value !== undefined);
    return values.length > 0 ? [[operator, Object.fromEntries(values)] as const] : [];
  });
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}
