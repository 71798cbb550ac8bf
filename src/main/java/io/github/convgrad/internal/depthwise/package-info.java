/**
 * Convolutions whose groups have few channels on both sides, depthwise above all: {@code y}, {@code dx} and {@code dw}
 * without a product of matrices. With one channel to a group a product would have one row; here rows of pixels slide
 * over each other, every tap a shift ({@link io.github.convgrad.internal.kernel.DepthwiseRows}).
 *
 * <p>Read {@code SlideAxis} first, then {@code SourceLattice}, then {@code SlideStage} and {@code DotStage};
 * {@code LaneStage} is what takes the former's place where planes are narrow.
 */
package io.github.convgrad.internal.depthwise;
