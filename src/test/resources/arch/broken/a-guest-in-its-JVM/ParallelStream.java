package io.github.convgrad.internal.plan;

class ParallelStream {
    void run() {
        java.util.List.of(1).parallelStream().count();
    }
}
