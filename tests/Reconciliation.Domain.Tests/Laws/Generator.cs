using CsCheck;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>
/// Realistic but nasty sets of lines: few professionals, acts and amounts, so that identical boxes, collisions and ambiguity are
/// frequent; revisions that contradict or move a line; corrections of lines that are there, missing, later or in a circle.
/// </summary>
internal static class Generator
{
    private static readonly Gen<int[]> Counts = Gen.Int[0, Draw.Bound - 1].Array[40];

    public static Gen<Case> Case { get; } = Gen.Select(
        Counts.Array[1, 12],
        Counts.Array[0, 4],
        Counts,
        (lignes, decisions, rest) => Compose([.. lignes.Select(n => new Draw(n))], [.. decisions.Select(n => new Draw(n))], new(rest)));

    /// <summary>The case of a seeded source, which is the same for ever.</summary>
    /// <param name="random">The source.</param>
    public static Case Of(Random random)
    {
        return Compose(Draws(random.Next(1, 13)), Draws(random.Next(5)), Drawn());

        Draw Drawn() => new([.. Enumerable.Range(0, 40).Select(_ => random.Next(Draw.Bound))]);

        Draw[] Draws(int count) => [.. Enumerable.Range(0, count).Select(_ => Drawn())];
    }

    private static Case Compose(Draw[] lignes, Draw[] decisions, Draw rest)
    {
        var facts = new List<Ligne>();
        foreach (var draw in lignes)
        {
            facts.Add(RandomLigne.From(draw, facts, lignes.Length));
        }

        var now = Instant(rest, facts);
        var later = Instant(rest, facts);
        return new(
            facts,
            [.. RandomDecisions.From(rest.OfAHundred(40) ? decisions : [], facts)],
            Delai(rest),
            now < later ? now : later,
            now < later ? later : now,
            rest.Fewer(1000));
    }

    // Often a whole number of days after the end of a day of payment, where windows begin and end, give or take a moment.
    private static DateTimeOffset Instant(Draw t, List<Ligne> lignes)
    {
        var end = Paris.EndOfDay(lignes[t.Fewer(lignes.Count)].PayeLe);
        return end.AddDays(t.Among(0, -10, 2, 3, 4, 5, 10, 30, 60)).AddTicks(t.Among(0, TimeSpan.TicksPerMicrosecond,
            -TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerHour * 7));
    }

    private static DelaiAttendu Delai(Draw t)
    {
        var initial = DelaiPolicy.Initial;
        var withThreshold = initial with { AnormalThreshold = Duration.Days(7) };
        return t.Fewer(5) switch
        {
            1 => new(withThreshold),
            2 => new(withThreshold with { Decompte = DayCount.OuvreTarget }),
            3 => new(withThreshold with { Decompte = DayCount.OuvreFrance, Zone = Zone.AlsaceMoselle }),
            4 =>
                new(initial, withThreshold with
                {
                    AppliesFrom = new(2025, 11, 20),
                    CarteVitale = new(Duration.Hours(24), Duration.Hours(48)),
                }),
            _ => new(initial),
        };
    }
}
