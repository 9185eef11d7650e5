using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>The right to settle a message, asked of the use cases themselves: no edge has to check it first.</summary>
public sealed class SettlingRightTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly string[] OtherMembers = ["SR-OTHER"];

    private static Caller Other => new() { Name = "other", Disclosures = new(), IsAgent = true, OnlyAdherents = OtherMembers };

    private static Caller Agent => new() { Name = "agent", Disclosures = new(), IsAgent = true };

    [SkippableFact]
    public async Task Whoever_may_not_have_a_message_settles_nothing_and_is_told_that_there_is_none()
    {
        var (instance, id) = await RefusedAsync("SR-A");
        var settle = instance.Services.GetRequiredService<SettleQuarantined>();

        Assert.Equal(ReplayOutcome.Unknown, (await settle.SetAsideAsync(Other, id, null, "doublon", default)).Outcome);
        Assert.Equal(ReplayOutcome.Unknown, (await settle.ReplayAsync(Other, id, null, null, null, default)).Outcome);
        var many = await settle.ReplayManyAsync(Other, new(Messages: [new(id, 1)]), default);
        Assert.Equal([ReplayOutcome.Unknown], many.Results.Select(r => r.Settled.Outcome));
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM quarantaine_suite WHERE quarantaine_id = $1", id));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Nothing_is_set_aside_without_a_reason_whoever_asks(string motif)
    {
        var (instance, id) = await RefusedAsync("SR-B");
        var settle = instance.Services.GetRequiredService<SettleQuarantined>();

        Assert.Equal(ReplayOutcome.InvalidMotif, (await settle.SetAsideAsync(Agent, id, null, motif, default)).Outcome);
        Assert.Equal(ReplayOutcome.Done, (await settle.SetAsideAsync(Agent, id, null, "doublon", default)).Outcome);
    }

    [SkippableFact]
    public async Task Only_a_message_that_is_there_is_taken_up_by_whom_it_is_for()
    {
        var (instance, id) = await RefusedAsync("SR-C");
        var work = instance.Services.GetRequiredService<AssignWork>();

        Assert.Null(await work.TakeMessageAsync(Agent, long.MaxValue, default));
        Assert.Null(await work.TakeMessageAsync(Other, id, default));
        Assert.Equal(Agent.Name, await work.TakeMessageAsync(Agent, id, default));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM affectation"));
    }

    private async Task<(TestInstance Instance, long Id)> RefusedAsync(string adherent)
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro(adherent).With("montant", "x").ToJsonString());
        return (instance, id);
    }
}
