package io.github.convgrad.internal.kernel;

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
        String tier = VmFlag.read("TieredStopAtLevel", "4");
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        return new Host(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                !tier.equals("4"),
                Boolean.parseBoolean(VmFlag.read("UseJVMCICompiler", "false")),
                arm || Boolean.parseBoolean(VmFlag.read("UseFMA", "true")),
                arm || Integer.parseInt(VmFlag.read("UseAVX", "0")) >= 3);
    }
}
