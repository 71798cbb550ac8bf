package io.github.convgrad.internal.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Which kernels this JVM computes with. Decided once, at first use, by questions asked in order; the first refusal is
 * kept and logged with what would change it.
 *
 * <p>The system property {@value #PROPERTY} forces a choice: {@code auto} (the default), {@code simd} (the width the
 * machine prefers), {@code simd128}, {@code simd256}, {@code simd512} or {@code scalar}. A forced choice that cannot be
 * had is an {@link IllegalStateException}, at every use.
 */
public final class Kernels {
    /** Name of the system property that forces a choice. */
    public static final String PROPERTY = "convgrad.kernel";

    private static final List<String> CHOICES = List.of("auto", "simd", "simd128", "simd256", "simd512", "scalar");
    private static final String SIMD_KERNELS = "io.github.convgrad.internal.kernel.simd.SimdKernels";

    private final KernelSet set;
    private final String failure;

    private Kernels(KernelSet set, String failure) {
        this.set = set;
        this.failure = failure;
    }

    /**
     * The kernels of this JVM.
     *
     * @throws IllegalStateException if a forced choice cannot be had
     */
    public static KernelSet chosen() {
        Kernels kernels = Holder.CHOSEN;
        if (kernels.failure != null) {
            throw new IllegalStateException(kernels.failure);
        }
        return kernels.set;
    }

    /** Whether the choice was left to the library. */
    public static boolean automatic() {
        return System.getProperty(PROPERTY, "auto").equals("auto");
    }

    /** Makes the choice lazily and once; the class is its own lock. */
    private static final class Holder {
        static final Kernels CHOSEN = choose(System.getProperty(PROPERTY, "auto"));
    }

    private static Kernels choose(String choice) {
        if (!CHOICES.contains(choice)) {
            return new Kernels(null, PROPERTY + " is '" + choice + "', expected one of " + CHOICES);
        }
        if (choice.equals("scalar")) {
            return log(new ScalarKernels(), "forced by -D" + PROPERTY);
        }
        String refusal = firstRefusal(Host.current());
        KernelSet simd = null;
        if (refusal == null) {
            int bits = choice.startsWith("simd") && choice.length() > 4 ? Integer.parseInt(choice.substring(4)) : 0;
            try {
                simd = (KernelSet) Class.forName(SIMD_KERNELS).getMethod("ofWidth", int.class).invoke(null, bits);
            } catch (ReflectiveOperationException e) {
                refusal = String.valueOf(e.getCause() != null ? e.getCause().getMessage() : e);
            }
        }
        if (simd != null) {
            return log(simd, choice.equals("auto") ? "the Vector API" : "forced by -D" + PROPERTY);
        }
        if (!choice.equals("auto")) {
            return new Kernels(null, PROPERTY + "=" + choice + " cannot be had: " + refusal);
        }
        return log(new ScalarKernels(), refusal);
    }

    /** Why the Vector API cannot be used on this host, or null if it can. */
    static String firstRefusal(Host host) {
        List<String> refusals = new ArrayList<>();
        if (!host.vectorModule()) {
            refusals.add("module jdk.incubator.vector is not there; start java with --add-modules jdk.incubator.vector");
        } else if (!host.vmName().contains("HotSpot") && !host.vmName().contains("OpenJDK")) {
            refusals.add("the VM is " + host.vmName() + ", and only HotSpot's C2 is known to compile vectors well");
        } else if (host.vmInfo().contains("interpreted")) {
            refusals.add("the VM only interprets (-Xint)");
        } else if (host.vmInfo().contains("emulated-client") || host.lacksC2()) {
            refusals.add("the C2 compiler is off (-XX:TieredStopAtLevel or a client VM)");
        } else if (host.foreignCompiler()) {
            refusals.add("a JVMCI compiler replaces C2 (-XX:-UseJVMCICompiler turns it off)");
        } else if (!host.fma()) {
            refusals.add("the machine has no fused multiply-add, or -XX:-UseFMA is set");
        }
        return refusals.isEmpty() ? null : refusals.getFirst();
    }

    private static Kernels log(KernelSet set, String why) {
        Logger logger = System.getLogger("io.github.convgrad");
        logger.log(Level.INFO, "convgrad computes with {0} kernels, {1} lanes ({2})", set.name(), set.lanes(), why);
        return new Kernels(set, null);
    }
}
