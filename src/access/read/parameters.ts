/** The value of a parameter, a list for those that are lists; undefined where only the deployment tells it. */
export function parameterValue({ Type, Default }: { readonly Type?: string; readonly Default?: unknown }, given: unknown): unknown {
  // The value of an SSM parameter is not the key that stands in the template: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
  const isKey = Type?.startsWith('AWS::SSM::Parameter::Value');
  const value = given ?? (isKey ? undefined : Default);
  const isList = Type === 'CommaDelimitedList' || Type?.includes('List<');
  return isList && typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}
