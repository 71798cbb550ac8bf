package io.github.convgrad.bench.peer;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Whether the JVM's compilers are at work: what is timed meanwhile may still be interpreted. */
final class Compilers {

    /** A compiler thread with what it compiles, or a method in a queue: both begin with words and numbers like these. */
    private static final Pattern WORK = Pattern.compile("(?m)^(C[12] CompilerThread|\\d+\\s)");

    private Compilers() {
    }

    /** @return whether something is being compiled or waits for it; false where the JVM does not tell */
    static boolean busy() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            Object queue = server.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerQueue",
                    new Object[0], new String[0]);
            return WORK.matcher(String.valueOf(queue)).find();
        } catch (JMException notHotSpot) {
            return false;
        }
    }
}
