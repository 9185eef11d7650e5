using System.Numerics;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Domain.Tests.Traffic;

/// <summary>The rule of exact sums, read again without the domain: every set of lines is tried.</summary>
public sealed class ExactSumLaws
{
    private static readonly int CaseCount = LawCases.Share(20_000);

    [Fact]
    public void A_line_takes_the_only_set_that_adds_up_to_it_and_no_other()
    {
        var found = 0;
        for (var seed = 0; seed < CaseCount; seed++)
        {
            var random = new Random(seed);
            Ligne[] lignes = [.. Enumerable.Range(0, random.Next(2, 8)).Select(i => Ro(i, random))];
            var target = Target([.. lignes.OfType<LigneRo>()], random);
            var rc = Scenarios.Lignes.Rc(1) with { CodeActe = "SOMME", MontantRoDeclare = target.Montant, Depense = target.Depense };
            lignes = [.. lignes, rc];
            random.Shuffle(lignes);
            var soin = Pairing.Pair(JourneeDeSoins.From(lignes)).Soins.Single(s => s.Lignes.Contains(rc));
            var expected = Expected([.. lignes.OfType<LigneRo>()], rc);
            found += expected is null ? 0 : 1;
            Assert.Equal(expected ?? "", InWords(soin.Ro));
        }

        Assert.InRange(found, CaseCount / 5, CaseCount * 9 / 10);
    }

    private static LigneRo Ro(int rank, Random random)
    {
        var depense = Montant.FromEuros(1000 + (10 * random.Next(1, 6)));
        return Scenarios.Lignes.Ro(0).Named($"ro{rank % 3}", rank) with
        {
            CodeActe = $"A{rank}",
            Depense = depense,
            Base = depense,
            Montant = depense
        };
    }

    // Often the sum of some of them, sometimes of none.
    private static (Montant Montant, Montant Depense) Target(LigneRo[] ro, Random random)
    {
        var some = ro.Where(_ => random.Next(3) > 0).ToList();
        var sum = Montant.Somme(some.Select(l => l.Montant));
        return random.Next(8) == 0 || some.Count < 2 ? (sum + new Montant(1), sum + new Montant(1)) : (sum, sum);
    }

    private static string? Expected(LigneRo[] ro, LigneComplementaire rc)
    {
        if (Adds(ro, rc))
        {
            return InWords(ro);
        }

        var statements = ro.GroupBy(l => l.Id.Reference.Decompte).Select(g => g.ToArray()).Where(g => Adds(g, rc)).ToList();
        if (statements is [var statement])
        {
            return InWords(statement);
        }

        var sets = Enumerable.Range(1, (1 << ro.Length) - 1).Where(set => BitOperations.PopCount((uint)set) > 1)
            .Select(set => ro.Where((_, i) => (set >> i & 1) == 1).ToArray())
            .Where(set => Adds(set, rc))
            .Select(InWords).Distinct().ToList();
        return sets is [var only] ? only : null;
    }

    private static bool Adds(LigneRo[] ro, LigneComplementaire rc) => ro.Length > 1
        && ro.Sum(l => l.Montant.Cents) == rc.MontantRoDeclare!.Value.Cents
        && (ro.Sum(l => l.Depense.Cents) == rc.Depense.Cents || ro.All(l => l.Depense == rc.Depense));

    // Like lines may change places.
    private static string InWords(IEnumerable<LigneRo> ro) => string.Join(' ', ro.Select(l => l.Montant.Cents).Order());
}

file static class LigneNames
{
    public static LigneRo Named(this LigneRo ligne, string decompte, int ordre) =>
        ligne with { Id = ligne.Id with { Reference = new("O", decompte, ordre) } };
}
