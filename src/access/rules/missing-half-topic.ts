import { missingHalf } from './missing-half';

/** Both accounts must allow it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
export const MISSING_HALF_TOPIC = missingHalf('topic', 'A topic or event bus is used and one account does not allow it');
