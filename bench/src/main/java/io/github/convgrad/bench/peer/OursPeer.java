package io.github.convgrad.bench.peer;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.Workers;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;

/** convgrad itself. */
final class OursPeer implements Peer {

    private final Workers workers;
    private final Accuracy accuracy;

    OursPeer(Workers workers, Accuracy accuracy) {
        this.workers = workers;
        this.accuracy = accuracy;
    }

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public Ready prepare(ConvShape shape, PassKind pass, Tensors tensors) {
        ConvPlan plan = workers.plan(shape, accuracy);
        // What is compared is compiled code; how it gets there is the business of the command "cold".
        plan.warmUp();
        Results results = Results.of(shape, pass);
        return new Ready() {
            @Override
            public void run() {
                results.run(plan, pass, tensors);
            }

            @Override
            public void read(Results into) {
                results.copyTo(into);
            }

            @Override
            public String algorithm() {
                return pass.algorithm(plan.describe());
            }
        };
    }
}
