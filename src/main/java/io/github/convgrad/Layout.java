package io.github.convgrad;

/** How the elements of {@code x}, {@code y} and their gradients follow each other in memory. */
public enum Layout {
    /** Batch, channel, depth, height, width; the width runs fastest. */
    NCHW
}
