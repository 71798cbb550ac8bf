package io.github.convgrad.internal.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;

/** Reads what HotSpot's flags are set to, by its command line or by itself. */
public final class VmFlag {

    private VmFlag() {
    }

    /** A flag read through HotSpot's management bean, or the default where there is no such bean or flag. */
    public static String read(String name, String otherwise) {
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
