/**
 * The truth that everything else is measured against: convolution and its gradients as plain loops.
 *
 * <p>Nothing here is ever optimised, and nothing here is shared with the engine.
 */
package io.github.convgrad.reference;
