package io.github.convgrad.internal.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;

/**
 * What the choice of kernels asks of the machine and the VM.
 *
 * @param vectorModule    whether {@code jdk.incubator.vector} is in the boot layer
 * @param vmName          {@code java.vm.name}
 * @param vmInfo          {@code java.vm.info}, for example {@code mixed mode, sharing}
 * @param lacksC2         whether tiered compilation stops below level 4
 * @param foreignCompiler whether a JVMCI compiler stands in for C2
 * @param fma             whether the hardware's fused multiply-add is used
 * @param manyRegisters   whether there are 32 vector registers at every width
 */
public record Host(boolean vectorModule, String vmName, String vmInfo, boolean lacksC2, boolean foreignCompiler,
        boolean fma, boolean manyRegisters) {

    /** Asks this JVM. */
    public static Host current() {
        String tier = flag("TieredStopAtLevel", "4");
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        return new Host(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                !tier.equals("4"),
                Boolean.parseBoolean(flag("UseJVMCICompiler", "false")),
                arm || Boolean.parseBoolean(flag("UseFMA", "true")),
                arm || Integer.parseInt(flag("UseAVX", "0")) >= 3);
    }

    /** A HotSpot flag read through its management bean, or the default where there is no such bean or flag. */
    private static String flag(String name, String otherwise) {
        try {
            if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
                return otherwise;
            }
            return Bean.read(name, otherwise);
        } catch (RuntimeException e) {
            return otherwise;
        }
    }

    /**
     * Apart, so that a runtime image without java.management never loads it. The bean is asked by reflection because the
     * way over the bean server, which needs no class of the JDK's own, sets all beans up: a third of a second in a fresh
     * JVM.
     */
    private static final class Bean {
        static String read(String name, String otherwise) {
            try {
                Class<? extends PlatformManagedObject> type = Class.forName("com.sun.management.HotSpotDiagnosticMXBean")
                        .asSubclass(PlatformManagedObject.class);
                PlatformManagedObject diagnostics = ManagementFactory.getPlatformMXBean(type);
                if (diagnostics == null) {
                    return otherwise;
                }
                Object option = type.getMethod("getVMOption", String.class).invoke(diagnostics, name);
                return String.valueOf(option.getClass().getMethod("getValue").invoke(option));
            } catch (ReflectiveOperationException e) {
                return otherwise;
            }
        }
    }
}
