package io.github.convgrad.internal.plan;

class LogLevel {
    void run() {
        java.util.logging.Logger.getLogger("a").setLevel(null);
    }
}
