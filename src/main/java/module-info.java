/**
 * Forward pass and gradients of convolution layers on the JVM alone.
 *
 * <p>{@link io.github.convgrad} is the library, {@link io.github.convgrad.reference} the plain loops it is measured
 * against. Start the JVM with {@code --add-modules jdk.incubator.vector} for the SIMD kernels; without that module the
 * scalar kernels give the same answers, slower.
 */
module io.github.convgrad {
    requires static java.management;
    requires static jdk.incubator.vector;

    exports io.github.convgrad;
    exports io.github.convgrad.reference;
}
