/** IAM policies: their documents, and the one evaluator that decides by them. */
@NullMarked
package io.sluice.manager.policy;

import org.jspecify.annotations.NullMarked;
