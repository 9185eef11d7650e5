using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>A payment can be followed from its producer to the consumers of its soin, by traces and by logs that name no member.</summary>
[Collection(nameof(ObservedService))]
public sealed class TraceTests(ObservedService service)
{
    [SkippableFact]
    public async Task A_trace_goes_from_the_producer_through_queue_transaction_and_journal_to_the_published_soin()
    {
        await service.StartAsync();
        var contexts = new List<string>();
        await Eventually.HoldsAsync("a soin is published under the trace of its producer", async () =>
        {
            contexts.AddRange((await service.PublishedAsync())
                .Select(m => m.BasicProperties.Headers?.TryGetValue("traceparent", out var context) == true ? context : null)
                .OfType<byte[]>().Select(Encoding.ASCII.GetString));
            return contexts.Exists(c => c.Contains(service.TraceId, StringComparison.Ordinal));
        });
        string[] names =
        [
            "process reconciliation.paiements-ro", "transaction", "send reconciliation.soins", "GET /v1/adherents/{adherentId}/soins",
            "reconciliation-engine", "reconciliation-api",
            "essai",
        ];
        var exported = "";
        await Eventually.HoldsAsync(
            () => $"all is exported of {string.Join(", ", names.Where(n => !exported.Contains(n, StringComparison.Ordinal)))}", () =>
        {
            exported = service.Collector.Text;
            return Task.FromResult(
                service.Collector.Count(service.TraceId) >= 3 && names.All(n => exported.Contains(n, StringComparison.Ordinal)));
        });
        Assert.DoesNotContain(ObservedService.Member, exported, StringComparison.Ordinal);
        Assert.DoesNotContain("url.path", exported, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Logs_are_one_JSON_object_a_line_with_the_trace_and_without_members()
    {
        await service.StartAsync();
        await Eventually.HoldsAsync(
            "a refused message is logged within a trace", () => service.Logs.Any(l => l.Contains("quarantine", StringComparison.Ordinal)));
        var lines = service.Logs.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var refused = lines.First(l => l.GetProperty("message").GetString()!.Contains("quarantine", StringComparison.Ordinal));
        Assert.Equal(("Warning", "Reconciliation.Engine.RefusedMessages", 32), (
            refused.GetProperty("level").GetString(), refused.GetProperty("category").GetString(),
            refused.GetProperty("traceId").GetString()!.Length));
        Assert.True(refused.GetProperty("values").GetProperty("Count").GetInt32() > 0);
        Assert.DoesNotContain(service.Logs, l => l.Contains(ObservedService.Member, StringComparison.Ordinal));
    }

    [Fact]
    public void A_batch_of_many_producers_is_one_span_linked_to_some_of_them()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Name == "process essai" ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        ReceivedMessage Of(int producer) => new(default, Trace: $"00-{producer + 1:x32}-00f067aa0ba902b7-01");

        using (var many =
            Tracing.Process(["essai"], [.. Enumerable.Range(0, 500).Select(Of), new ReceivedMessage(default, Trace: "nonsense")]))
        {
            Assert.Equal(
                (Tracing.LinksMax, default, 501),
                (many!.Links.Count(), many.ParentSpanId, many.GetTagItem("messaging.batch.message_count")));
        }

        using var one = Tracing.Process(["essai"], [Of(7), new ReceivedMessage(default), Of(7)]);
        Assert.Equal(($"{8:x32}", 0), (one!.TraceId.ToHexString(), one.Links.Count()));
    }

    [Fact]
    public void Where_nobody_listens_a_batch_makes_no_span_and_allocates_nothing()
    {
        string[] files = ["essai"];
        ReceivedMessage[] messages = [new(default, Trace: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")];
        Assert.Null(Tracing.Process(files, messages));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Tracing.Process(files, messages);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
