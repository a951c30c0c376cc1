package io.litestack.spring.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.db.TransactionBegin;
import io.litestack.spring.LitestackCustomizer;
import io.litestack.spring.SpringBootTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Spring Batch with its tables in our database. */
class BatchTest extends SpringBootTest {
    private static final int ITEMS = 200;

    /** Lets a transaction take the writer before Batch's own locks. */
    @Configuration(proxyBeanMethods = false)
    static class Eager {
        @Bean
        LitestackCustomizer begin() {
            return litestack -> litestack.db(db -> db.begin(TransactionBegin.EAGER));
        }
    }

    private void run(ContextConsumer<AssertableApplicationContext> use) {
        application()
                .withConfiguration(AutoConfigurations.of(BatchJdbcAutoConfiguration.class))
                .withPropertyValues("spring.batch.jdbc.initialize-schema=always", "spring.batch.job.enabled=false")
                .withUserConfiguration(Eager.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(JdbcClient.class)
                            .sql("create table item(n integer not null)")
                            .update();
                    use.accept(context);
                });
    }

    private static Step step(AssertableApplicationContext context, String name) {
        JdbcClient client = context.getBean(JdbcClient.class);
        ItemWriter<Integer> writer = chunk -> chunk.forEach(
                it -> client.sql("insert into item values (?)").param(it).update());
        return new StepBuilder(name, context.getBean(JobRepository.class))
                .<Integer, Integer>chunk(20)
                .transactionManager(context.getBean(PlatformTransactionManager.class))
                .reader(new ListItemReader<>(IntStream.range(0, ITEMS).boxed().toList()))
                .writer(writer)
                .build();
    }

    private static JobExecution start(AssertableApplicationContext context, Job job) throws Exception {
        return context.getBean(JobOperator.class)
                .start(
                        job,
                        new JobParametersBuilder()
                                .addString("job", job.getName())
                                .toJobParameters());
    }

    private static long items(AssertableApplicationContext context) {
        return context.getBean(JdbcClient.class)
                .sql("select count(*) from item")
                .query(Long.class)
                .single();
    }

    @Test
    void jobs_at_once() {
        run(context -> {
            List<Background<JobExecution>> jobs = IntStream.range(0, 4)
                    .mapToObj(i -> Background.call("job " + i, () -> {
                        JobRepository repository = context.getBean(JobRepository.class);
                        return start(
                                context,
                                new JobBuilder("job " + i, repository)
                                        .start(step(context, "step"))
                                        .build());
                    }))
                    .toList();
            assertThat(jobs).extracting(it -> it.result().getStatus()).containsOnly(BatchStatus.COMPLETED);
            assertThat(items(context)).isEqualTo(4L * ITEMS);
        });
    }

    @Test
    void a_step_in_eight_threads() {
        run(context -> {
            Map<String, ExecutionContext> parts = IntStream.range(0, 8)
                    .boxed()
                    .collect(Collectors.toMap(i -> "part " + i, i -> new ExecutionContext()));
            JobRepository repository = context.getBean(JobRepository.class);
            JdbcClient client = context.getBean(JdbcClient.class);
            Step part = new StepBuilder("part", repository)
                    .tasklet(
                            (contribution, chunk) -> {
                                for (int i = 0; i < ITEMS; i++) {
                                    client.sql("insert into item values (?)")
                                            .param(i)
                                            .update();
                                }
                                return null;
                            },
                            context.getBean(PlatformTransactionManager.class))
                    .build();
            Step all = new StepBuilder("all", repository)
                    .partitioner("part", size -> parts)
                    .step(part)
                    .gridSize(8)
                    .taskExecutor(new SimpleAsyncTaskExecutor("part "))
                    .build();
            JobExecution done = start(
                    context, new JobBuilder("parts", repository).start(all).build());
            assertThat(done.getStatus())
                    .as(done.getAllFailureExceptions().toString())
                    .isEqualTo(BatchStatus.COMPLETED);
            assertThat(items(context)).isEqualTo(8L * ITEMS);
        });
    }
}
