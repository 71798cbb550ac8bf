package io.github.convgrad.internal.plan;

class MakesPools {
    void run() {
        java.util.concurrent.Executors.newFixedThreadPool(2);
    }
}
