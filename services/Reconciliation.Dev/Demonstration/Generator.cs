using Reconciliation.Contracts;

namespace Reconciliation.Dev;

/// <summary>
/// A month of payments around the reform, for members that do not exist. Pure: the same seed and day give the same records, byte for
/// byte.
/// </summary>
internal sealed class Generator
{
    public Generator(int seed, DateTimeOffset now)
    {
        var random = new Random(seed);
        Calendar = new(now);
        var writing = new DemoWriting(random, Calendar.Today);
        Case = new Characters(writing, Calendar).Write();
        new Crowd(writing, Calendar, random, Shuffle.Ordinary).Write(Crowd.FirstAdherentNumber, Crowd.AdherentCount);
        Paiements = writing.Deliver(Shuffle.Ordinary.Duplicates);
    }

    public DemoCalendar Calendar { get; }

    /// <summary>The members worth looking at.</summary>
    public IReadOnlyList<NotableCase> Case { get; }

    /// <summary>The records in the order in which they are emitted, some of them twice.</summary>
    public IReadOnlyList<PaiementEmis> Paiements { get; }
}
