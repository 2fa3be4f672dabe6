import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Keyword search attributes by which operators find accounts in Temporal UI. Their values are no secrets: they are stored in the clear. */
export const RevenueHealth = defineSearchAttributeKey('RevenueHealth', SearchAttributeType.KEYWORD);
export const RevenueHealthCause = defineSearchAttributeKey('RevenueHealthCause', SearchAttributeType.KEYWORD);
export const LayersProjectId = defineSearchAttributeKey('LayersProjectId', SearchAttributeType.KEYWORD);
export const RevenueCatProjectId = defineSearchAttributeKey(
  'RevenueCatProjectId',
  SearchAttributeType.KEYWORD,
);

export const SEARCH_ATTRIBUTE_KEYS = [
  RevenueHealth,
  RevenueHealthCause,
  LayersProjectId,
  RevenueCatProjectId,
];
