package io.github.convgrad.internal.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest {
    private final List<String> ran = new ArrayList<>();

    private Stage stage(String name, int tasks) {
        return new Stage() {
            @Override
            public int tasks() {
                return tasks;
            }

            @Override
            public void run(int task, Tensors tensors, float[] shared, float[] own) {
                ran.add(name + task);
            }
        };
    }

    private List<String> order(Stage... stages) {
        ran.clear();
        Stages all = new Stages(List.of(stages));
        for (int i = 0; i < all.tasks(); i++) {
            all.run(i, null, null, null);
        }
        return ran;
    }

    @Test
    void equalStagesTakeTurns() {
        assertEquals(List.of("a0", "b0", "a1", "b1"), order(stage("a", 2), stage("b", 2)));
    }

    @Test
    void unequalStagesAreEquallyFarAlong() {
        assertEquals(List.of("a0", "b0", "b1", "a1", "b2", "b3"), order(stage("a", 2), stage("b", 4)));
    }

    @Test
    void emptyStagesAreSkipped() {
        assertEquals(List.of("b0"), order(stage("a", 0), stage("b", 1), stage("c", 0)));
        assertEquals(List.of(), order());
    }
}
