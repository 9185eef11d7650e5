using Reconciliation.Domain.Tests.Scenarios;
using Reconciliation.Tests;
using Xunit;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;

namespace Reconciliation.Domain.Tests.Traffic;

/// <summary>
/// Whatever thousands of payments of one beneficiary and day look like, they are folded while a batch waits for them: no source can stop
/// an engine with what the contract lets it send. A transaction ends after a minute without a statement.
/// </summary>
public sealed class ManyLignesOfOneDay
{
    private static readonly int LigneCount = LawCases.Share(4_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Names => [.. Shapes.Select(s => s.Name)];

    private static (string Name, Func<int, IEnumerable<Ligne>> Make)[] Shapes =>
    [
        ("like pairs", i => [RoOf(i), RcOf(i)]),
        ("like pairs of professionals whose numbers are of two forms", i => [RoOf(i), RcOf(i).Professionnel("750000001")]),
        ("unlike RO lines and unlike parts that declare nothing",
            i => [RoOf(i).Depense(100 + i), RcOf(i).Depense(5_000 + i).SansDeclarer()]),
        ("parts that name one RO line and declare more", i => [.. i == 0 ? [RoOf(0)] : Array.Empty<Ligne>(),
            RcOf(i).Depense(2_000 + i).Declare(1_000 + i).Visant("ro0")]),
        ("parts that name one RO line and declare more, beside others", i => [RoOf(i).Depense(30 + i),
            RcOf(i).Depense(2_000 + i).Declare(1_000 + i).Visant("ro0")]),
        ("parts of as many contracts that name one RO line", i => [.. i == 0 ? [RoOf(0)] : Array.Empty<Ligne>(),
            RcOf(i).Contrat($"C{i}").Visant("ro0")]),
        ("parts of as many contracts without RO", i => [RcOf(i).Contrat($"C{i}")]),
        ("parts of two contracts without RO", i => [RcOf(i).Contrat($"C{i % 2}").SansDeclarer()]),
        ("one reference of the soin", i => [RoOf(i).ReferenceSoin("S"), RcOf(i).Depense(31).ReferenceSoin("S")]),
        ("a reference of the soin each", i => [RoOf(i).ReferenceSoin($"S{i}"), RcOf(i).ReferenceSoin($"S{i}")]),
        ("RO lines that a part may be the sum of", i => [Ro(1 + i).Nommee($"ro{i}").Depense(30 + i),
            RcOf(i).Depense(4_000 + i).Declare(2_000 + i)]),
        ("RO lines of many statements", i => [Ro(1 + i).Nommee($"ro{i}").Depense(30),
            RcOf(i).Depense(60).Declare(1 + (2 * i))]),
        ("cancelled pairs and their like", i => [RoOf(i), AnnulationRo(-21).Nommee($"ro-annulation{i}").De($"ro{i}"),
            RoOf(i + LigneCount), RcOf(i).Visant($"ro{i}")]),
        ("parts that were restated", i => [RoOf(i), RcOf(i).Declare(14),
            RegularisationRc(0).Nommee($"rc-redite{i}").De($"rc{i}").Declare(21)]),
        ("corrections of one payment", i => [.. i == 0 ? [RoOf(0)] : Array.Empty<Ligne>(),
            RegularisationRo(i % 2 == 0 ? 1 : -1).Nommee($"ro-regularisation{i}").De("ro0")]),
        ("corrections of corrections", i => [RegularisationRo(1).Nommee($"ro{i + 1}").De($"ro{i}"),
            .. i == 0 ? [RoOf(0)] : Array.Empty<Ligne>()]),
        ("retenues without origin", i => [.. i == 0 ? [RoOf(0)] : Array.Empty<Ligne>(), RetenueRo(-1).Nommee($"ro-retenue{i}")]),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_folded_in_seconds(string shape)
    {
        var make = Shapes.Single(s => s.Name == shape).Make;
        var facts = JourneeDeSoins.From(Enumerable.Range(0, LigneCount).SelectMany(make));
        var start = TimeProvider.System.GetTimestamp();

        var folded = JourneeFold.Run(facts, new(new(DelaiPolicy.Initial), new()), Instant("25/11"));

        var took = TimeProvider.System.GetElapsedTime(start);
        Assert.True(took < Patience, $"{took.TotalSeconds:0.0} s.");
        Assert.Equal(facts.Lignes.Count, folded.Soins.Sum(s => s.Soin.LigneCount) + folded.NonRattachees.Count);
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(201, 202)]
    public void As_many_as_200_are_tried_for_a_sum(int open, int soins)
    {
        var ro = Enumerable.Range(0, open).Select(i => Ro(1).Nommee($"ro{i}").Depense(2));
        var facts = JourneeDeSoins.From(ro.Append<Ligne>(Rc(1).Declare(open).Depense(2 * open)));
        Assert.Equal(soins, Pairing.Pair(facts).Soins.Count);
    }

    private static LigneRo RoOf(int i) => Ro(21).Nommee($"ro{i}");

    private static LigneComplementaire RcOf(int i) => Rc(9).Nommee($"rc{i}");
}
