/**
 * {@code dw} of few channels as dot products along rows of pixels: {@code dy} is read where it lies, {@code x} from a copy
 * for each column of the kernel, and neither is turned. Start reading at
 * {@link io.github.convgrad.internal.dots.PixelDots}.
 */
package io.github.convgrad.internal.dots;
