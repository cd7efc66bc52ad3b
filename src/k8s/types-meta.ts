/** What all objects share: names, labels, owners, references and lists. In the notation of schema.ts. */
export const META_TYPES: Readonly<Record<string, string>> = {
  TypeMeta: 'kind APIVersion=apiVersion',
  OwnerReference: 'APIVersion=apiVersion! kind! name! UID=uid! controller:*bool blockOwnerDeletion:*bool',
  ManagedFieldsEntry: 'manager operation APIVersion=apiVersion time:*time fieldsType fieldsV1:*any subresource',
  ObjectMeta: `
    name generateName namespace selfLink UID=uid resourceVersion generation:int64 creationTimestamp:*time
    deletionTimestamp:*time deletionGracePeriodSeconds:*int64 labels:{string} annotations:{string}
    ownerReferences:[OwnerReference/uid] finalizers:[string/] managedFields:[ManagedFieldsEntry]
  `,
  LocalObjectReference: 'name',
  LabelSelectorRequirement: 'key! operator! values:[string]',
  LabelSelector: 'matchLabels:{string} matchExpressions:[LabelSelectorRequirement]',
  TypedLocalObjectReference: 'APIGroup=apiGroup:*string! kind! name!',
  TypedObjectReference: 'APIGroup=apiGroup:*string! kind! name! namespace:*string',
  ObjectReference: 'kind namespace name UID=uid APIVersion=apiVersion resourceVersion fieldPath',
  ShardInfo: 'selector!',
  ListMeta: 'selfLink resourceVersion continue remainingItemCount:*int64 shardInfo:*ShardInfo',
  List: '+TypeMeta ListMeta=metadata:ListMeta items:[any]!',
};
