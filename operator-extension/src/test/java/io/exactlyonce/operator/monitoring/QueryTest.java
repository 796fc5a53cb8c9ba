package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void metricThatThereIsNotIsFound() {
        assertThat(Query.problems("sum(exactly_once_transactions_misplaced_total)"))
                .containsExactly("no metric exactly_once_transactions_misplaced_total");
    }

    @Test
    void counterWithoutItsSuffixIsFound() {
        assertThat(Query.problems("rate(exactly_once_transactions_lost[5m])")).hasSize(1);
    }

    @Test
    void labelThatAMetricHasNotIsFound() {
        assertThat(Query.problems("exactly_once_transactions_open{topic=\"out\"}"))
                .containsExactly("exactly_once_transactions_open has no label topic");
        assertThat(Query.problems("sum by (topic) (exactly_once_transactions_open)")).hasSize(1);
    }

    @Test
    void queryAboutNothingOfOursIsFound() {
        assertThat(Query.problems("up == 0")).hasSize(1);
    }

    @Test
    void bucketsHaveTheirBound() {
        assertThat(
                        Query.problems(
                                "histogram_quantile(0.99, sum by (le, code)"
                                        + " (rate(exactly_once_admission_seconds_bucket[5m])))"))
                .containsExactly("no metric of it has the label code");
    }
}
