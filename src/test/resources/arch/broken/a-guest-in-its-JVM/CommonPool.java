package io.github.convgrad.internal.plan;

class CommonPool {
    void run() {
        java.util.concurrent.ForkJoinPool.commonPool();
    }
}
