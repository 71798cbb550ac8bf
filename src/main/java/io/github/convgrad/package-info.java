/**
 * Convolution layers and every one of their gradients.
 *
 * <p>{@link io.github.convgrad.ConvShape} says what the layer is, a plan made from it computes: plan once, execute
 * many times, from any number of threads. {@link io.github.convgrad.Kernel} says what the plans compute with.
 */
package io.github.convgrad;
