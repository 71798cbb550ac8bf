package io.github.convgrad.bench.peer;

import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import io.github.convgrad.reference.NaiveConvolution;

/** The plain loops, on one thread whatever the number of threads. */
final class NaivePeer implements Peer {

    @Override
    public String name() {
        return "naive";
    }

    @Override
    public Ready prepare(ConvShape shape, PassKind pass, Tensors t) {
        Results results = Results.of(shape, pass);
        return new Ready() {
            @Override
            public void run() {
                switch (pass) {
                    case FORWARD -> NaiveConvolution.forward(shape, t.x(), t.w(), t.b(), results.main());
                    case DX -> NaiveConvolution.backward(shape, t.x(), t.w(), t.dy(), results.main(), null, null);
                    case DW -> NaiveConvolution.backward(shape, t.x(), t.w(), t.dy(), null, results.main(),
                            results.bias());
                }
            }

            @Override
            public void read(Results into) {
                results.copyTo(into);
            }

            @Override
            public String algorithm() {
                return "loops";
            }
        };
    }
}
