using System.Numerics;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Domain.Tests.Traffic;

/// <summary>The rule of exact sums, read again without the domain: every set of lines is tried.</summary>
public sealed class ExactSumLaws
{
    // A case takes some 50 µs: few would leave the rare ones out.
    private static readonly int CaseCount = Math.Max(1_000, LawCases.Share(20_000));

    [Fact]
    public void A_line_takes_the_only_set_that_adds_up_to_it_and_no_other()
    {
        var found = 0;
        for (var seed = 0; seed < CaseCount; seed++)
        {
            var random = new Random(seed);
            var shared = SharedDepense(random);
            LigneRo[] ro = [.. Enumerable.Range(0, random.Next(2, 8)).Select(i => Ro(i, shared ?? Depense(random), random))];
            var (target, depense) = Target([.. ro.Select(l => (l.Montant, l.Depense))], shared, random);
            var rc = Scenarios.Lignes.Rc(1) with { CodeActe = "SOMME", MontantRoDeclare = target, Depense = depense };
            var soin = Paired([.. ro, rc], random).Single(s => s.Lignes.Contains(rc));
            var expected = Expected(ro, rc.Depense, set => set.Sum(l => l.Montant.Cents) == target.Cents);
            found += expected is null ? 0 : 1;
            if (expected is not null || shared is null)
            {
                Assert.Equal(expected ?? "", InWords(soin.Ro));
            }
        }

        Assert.InRange(found, CaseCount / 5, CaseCount * 9 / 10);
    }

    [Fact]
    public void An_RO_line_takes_the_only_set_of_one_contract_that_declares_it_and_leaves_it_within_the_cost()
    {
        var found = 0;
        for (var seed = 0; seed < CaseCount; seed++)
        {
            var random = new Random(seed);
            var shared = SharedDepense(random);
            LigneComplementaire[] rc = [.. Enumerable.Range(0, random.Next(2, 7)).Select(i => Rc(i, shared ?? Depense(random), random))];
            var (target, depense) = Target([.. rc.Select(l => (l.MontantRoDeclare!.Value, l.Depense))], shared, random);
            var ro = Scenarios.Lignes.Ro(1) with { CodeActe = "SOMME", Montant = target, Depense = depense, Base = depense };
            var soin = Paired([.. rc, ro], random).Single(s => s.Lignes.Contains(ro));
            var expected = Expected(
                rc, depense, set => set.Sum(l => l.MontantRoDeclare!.Value.Cents) == target.Cents
                    && set.Sum(l => l.Montant.Cents) <= (depense - target).Cents);
            found += expected is null ? 0 : 1;
            if (expected is not null || shared is null)
            {
                Assert.Equal(expected ?? "", InWords(soin.Complementaire));
            }
        }

        Assert.InRange(found, CaseCount / 20, CaseCount * 9 / 10);
    }

    // Where all lines state the cost of the whole, later stages may pair one of them.
    private static Montant? SharedDepense(Random random) => random.Next(4) == 0 ? Montant.FromEuros(4000) : null;

    private static Montant Depense(Random random) => Montant.FromEuros(1000 + (10 * random.Next(1, 6)));

    private static LigneRo Ro(int rank, Montant depense, Random random) => Scenarios.Lignes.Ro(0).Named($"ro{rank % 3}", rank) with
    {
        CodeActe = $"A{rank}",
        Depense = depense,
        Base = depense,
        Montant = new(60_000 + (1_000 * random.Next(1, 6))),
    };

    private static LigneComplementaire Rc(int rank, Montant depense, Random random) =>
        Scenarios.Lignes.Rc(0).Named($"rc{rank % 3}", rank) with
        {
            CodeActe = $"A{rank}",
            Depense = depense,
            MontantRoDeclare = new(60_000 + (1_000 * random.Next(1, 6))),
            Montant = new(1_000 * random.Next(30, 50)),
        };

    // Often the sum of some of them, sometimes one cent beside it.
    private static (Montant Montant, Montant Depense) Target((Montant Montant, Montant Depense)[] all, Montant? shared, Random random)
    {
        var some = all.Where(_ => random.Next(3) > 0).DefaultIfEmpty(all[0]).ToList();
        var (sum, depense) = (Montant.Somme(some.Select(l => l.Montant)), shared ?? Montant.Somme(some.Select(l => l.Depense)));
        return random.Next(8) switch
        {
            _ when some.Count < 2 => (sum + new Montant(1), depense + new Montant(1)),
            0 => (sum + new Montant(1), depense),
            1 => (sum, depense + new Montant(1)),
            _ => (sum, depense),
        };
    }

    private static IReadOnlyList<Soin> Paired(Ligne[] lignes, Random random)
    {
        random.Shuffle(lignes);
        return Pairing.Pair(JourneeDeSoins.From(lignes)).Soins;
    }

    private static string? Expected<T>(T[] lignes, Montant depense, Func<T[], bool> adds)
        where T : Ligne
    {
        if (Fits(lignes))
        {
            return InWords(lignes);
        }

        var statements = lignes.GroupBy(l => l.Id.Reference.Decompte).Select(g => g.ToArray()).Where(Fits).ToList();
        if (statements is [var statement])
        {
            return InWords(statement);
        }

        var sets = Enumerable.Range(1, (1 << lignes.Length) - 1).Where(set => BitOperations.PopCount((uint)set) > 1)
            .Select(set => lignes.Where((_, i) => (set >> i & 1) == 1).ToArray())
            .Where(Fits)
            .Select(InWords).Distinct().ToList();
        return sets is [var only] ? only : null;

        bool Fits(T[] set) => set.Length > 1 && adds(set)
            && (set.Sum(l => l.Depense.Cents) == depense.Cents || Array.TrueForAll(set, l => l.Depense == depense));
    }

    // Like lines may change places.
    private static string InWords(IEnumerable<Ligne> lignes) => string.Join(' ', lignes
        .Select(l => $"{l.Montant.Cents}/{l.Depense.Cents}/{(l as LigneComplementaire)?.MontantRoDeclare?.Cents}")
        .Order(StringComparer.Ordinal));
}

file static class LigneNames
{
    public static T Named<T>(this T ligne, string decompte, int ordre)
        where T : Ligne => (T)(ligne with { Id = ligne.Id with { Reference = new("O", decompte, ordre) } });
}
