using Reconciliation.Contracts;
using Reconciliation.Simulation.Faults;
using Reconciliation.Simulation.Verdict;
using Xunit;

namespace Reconciliation.Simulation.Tests;

/// <summary>A seed decides everything: the messages, and the faults with their times. Every plan is worth running.</summary>
public sealed class PlanTests
{
    private static readonly RunOptions Options = new(7, RunOptions.Bounded);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Fact]
    public void The_same_seed_gives_the_same_stream_and_the_same_faults()
    {
        Assert.Equal(Options.Plan(), Options.Plan());
        Assert.Equal(
            Options.Stream().Messages.Select(m => Convert.ToHexString(m.Body)),
            Options.Stream().Messages.Select(m => Convert.ToHexString(m.Body)));
        var other = Options with { Seed = 8 };
        Assert.NotEqual(Options.Plan(), other.Plan());
        Assert.NotEqual(Options.Stream().Messages.Count, other.Stream().Messages.Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_plan_has_every_kind_of_fault_and_the_clock_crosses_a_change_of_the_clocks(int seed)
    {
        var options = Options with { Seed = seed };
        var plan = options.Plan();
        Assert.Equal(
            Enum.GetValues<FaultKind>().Except([FaultKind.EngineRemoved, FaultKind.FailedOver]),
            plan.Select(f => f.Kind).Distinct().Except([FaultKind.EngineRemoved]).Order());
        Assert.All(plan, fault => Assert.InRange(fault.At, TimeSpan.Zero, options.Horizon));
        var jumps = plan.Where(f => f.Kind == FaultKind.ClockMoved).ToList();
        Assert.Equal(FaultPlan.ClockSpan.TotalSeconds, jumps.Sum(f => f.For.TotalSeconds), tolerance: 1);
        Assert.All(jumps, jump => Assert.InRange(jump.For, TimeSpan.FromMinutes(1), TimeSpan.FromDays(6)));
        var paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        Assert.NotEqual(paris.GetUtcOffset(options.Start), paris.GetUtcOffset(options.Start + FaultPlan.ClockSpan));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_engine_is_only_killed_where_one_runs_and_one_always_stays(int seed)
    {
        var running = new HashSet<int> { 0 };
        foreach (var fault in FaultPlan.Create(seed, TimeSpan.FromMinutes(5)).Where(f => f.Kind <= FaultKind.EngineRemoved))
        {
            Assert.Equal(fault.Kind != FaultKind.EngineAdded, running.Contains(fault.Slot));
            _ = fault.Kind switch
            {
                FaultKind.EngineAdded => running.Add(fault.Slot),
                FaultKind.EngineRemoved => running.Remove(fault.Slot),
                _ => true,
            };
            Assert.NotEmpty(running);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stream_has_everything_that_makes_the_field_hard(int seed)
    {
        var stream = (Options with { Seed = seed }).Stream();
        var lines = new Lines(stream.Records);
        var records = stream.Records.ToList();
        Assert.All(Enum.GetValues<Nature>(), nature => Assert.Contains(lines.Current.Values, l => l.Nature == nature));
        Assert.True(lines.Contested.Count > 3, "Few lines are contested.");
        Assert.Contains(lines.Distinct, l => l.Revision > 2);
        Assert.Contains(lines.Distinct, l => lines.Current[Lines.Canonical(l)].BeneficiaireId != l.BeneficiaireId);
        Assert.Contains(lines.Distinct, l => lines.Current[Lines.Canonical(l)].DateSoin != l.DateSoin);
        Assert.Contains(lines.Current.Values, l => l.LigneOrigine is not null && lines.Root(l) is null);
        Assert.Contains(lines.Current.Values, lines.IsLooseRetenue);
        Assert.Contains(records.Index(), l => l.Item.LigneOrigine is { } origin && records.FindIndex(o => o.Ligne == origin) > l.Index);
        Assert.Contains(lines.Current.Values.OfType<PaiementComplementaireEmis>(), l => l.Contrat == "MGEN-SURCOMPLEMENTAIRE");
        Assert.InRange(stream.Duplicates, stream.Messages.Count / 20, stream.Messages.Count / 5);
        Assert.Equal(12, stream.Poison.Select(p => p.Kind).Distinct().Count());
    }
}
