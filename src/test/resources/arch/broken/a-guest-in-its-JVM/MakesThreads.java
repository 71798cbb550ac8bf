package io.github.convgrad.internal.plan;

class MakesThreads {
    void run() {
        new Thread(() -> { }).start();
    }
}
