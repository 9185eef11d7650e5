using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The lines of a batch as one statement can take them.</summary>
/// <param name="Lignes">
/// Each fact once, in the order of the keys: PostgreSQL then meets no row twice, and batches wait for each other in one order.
/// </param>
/// <param name="Received">The number of lines received from each source, duplicates included.</param>
internal sealed record LigneBatch(IReadOnlyList<ReceivedLigne> Lignes, IReadOnlyList<ReceivedCount> Received)
{
    public static readonly LigneBatch Empty = new([], []);

    /// <summary>No line, and the ties noted between journées are not believed.</summary>
    public static readonly LigneBatch WithTiesRedone = Empty with { RedoTies = true };

    public bool RedoTies { get; private init; }

    /// <summary>Names to lock beside those of the lines.</summary>
    public IReadOnlyCollection<string> Names { get; private init; } = [];

    /// <summary>No line, and names to lock.</summary>
    /// <param name="names">The names.</param>
    public static LigneBatch Locking(IReadOnlyCollection<string> names) => Empty with { Names = names };

    public static LigneBatch Of(IReadOnlyCollection<ReceivedLigne> lignes) => new(
        [
            .. lignes
                .DistinctBy(l => l.Empreinte)
                .OrderBy(l => l.Ligne.Id, LigneId.Ordre)
                .ThenBy(l => l.Ligne.Revision)
                .ThenBy(l => (l.Empreinte.High, l.Empreinte.Low)),
        ],
        [.. lignes.CountBy(l => (l.Ligne.Id.Part, l.Ligne.Id.Source)).Select(s => new ReceivedCount(s.Key.Part, s.Key.Source, s.Value))]);
}
