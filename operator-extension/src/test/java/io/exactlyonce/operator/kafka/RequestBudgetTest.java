package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
    private static final long NOW = -7;

    @Test
    void firstQuestionWaitsForNothing() {
        assertThat(new RequestBudget(10, NOW).delay(NOW)).isZero();
    }

    @Test
    void nextQuestionWaitsUntilTheRequestsOfTheLastArePaid() {
        RequestBudget budget = new RequestBudget(10, NOW);

        budget.spent(NOW, 4);

        assertThat(budget.delay(NOW + Duration.ofMillis(100).toNanos()))
                .isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void timeWithoutQuestionsIsNotSaved() {
        RequestBudget budget = new RequestBudget(10, NOW);
        long later = NOW + Duration.ofHours(1).toNanos();

        budget.spent(later, 1);

        assertThat(budget.delay(later)).isEqualTo(Duration.ofMillis(100));
    }
}
