using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// The one way by which anything changes: new lines, a décision, or nothing new where time alone moves. Locks the journées, reads all
/// that is known, folds it with what is new, judges, writes what is new and what differs, commits.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="jugement">The policy.</param>
/// <param name="horloge">The clock: read under the locks, so that a batch that waited does not judge with an old instant.</param>
/// <param name="reveil">Told of each commit.</param>
/// <param name="vues">Keeps what the relay of this process will publish.</param>
/// <param name="mesures">Counts.</param>
public sealed class Reconciler(NpgsqlDataSource source, Jugement jugement, TimeProvider horloge, Reveil reveil, VuesRecentes vues, Mesures mesures)
{
    /// <summary>How often a batch begins again with the journées found to be tied to its own, before it goes on without more.</summary>
    public const int PassesMax = 16;

    /// <summary>Takes lines and judges what they touch.</summary>
    /// <param name="lignes">Valid lines, in any order; duplicates fall away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task TraiterAsync(IReadOnlyCollection<LigneRecue> lignes, CancellationToken cancellationToken) =>
        TraiterAsync(Lot.De(lignes), [], Plier, cancellationToken);

    /// <summary>Judges journées again with no new fact, since time has passed.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RejugerAsync(IEnumerable<Journee> journees, CancellationToken cancellationToken) =>
        TraiterAsync(Lot.Vide, journees, Plier, cancellationToken);

    /// <summary>
    /// Makes all that is stored of some journées again, from the facts and from what was published: rows, columns, unattached lines and ties.
    /// A version is published only where the last one published is not what the facts give.
    /// </summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ReconstruireAsync(IEnumerable<Journee> journees, CancellationToken cancellationToken) => TraiterAsync(
        Lot.ARelier,
        journees,
        async (etat, transaction) =>
        {
            var relu = await Publies.RelireAsync(etat, transaction, cancellationToken);
            return Pli.Plier(relu, jugement, horloge.GetUtcNow(), ButDuPli.Reconstruire).Changements;
        },
        cancellationToken);

    /// <summary>Takes a décision, or finds out what would come of it. What it needs is checked under the locks.</summary>
    /// <param name="demande">The décision.</param>
    /// <param name="cancellationToken">Gives up; what was decided by then may be sent again without harm.</param>
    public async Task<IssueDeDecision> DeciderAsync(DemandeDeDecision demande, CancellationToken cancellationToken)
    {
        var deliberation = new Deliberation(demande, jugement);
        await TraiterAsync(
            Lot.Vide, [demande.Journee], (etat, _) => Task.FromResult(deliberation.Deliberer(etat, horloge.GetUtcNow())), cancellationToken);
        return deliberation.Issue;
    }

    /// <summary>Removes journées, and what is counted of them. Which is asked under the locks.</summary>
    /// <param name="journees">The journées; those tied to them are read too.</param>
    /// <param name="choisir">Which of those that were read to remove; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EffacerAsync(
        IEnumerable<Journee> journees, Func<EtatConnu, IReadOnlyCollection<Journee>?> choisir, CancellationToken cancellationToken) => TraiterAsync(
        Lot.Vide,
        journees,
        (etat, _) =>
        {
            var effacees = choisir(etat)?.ToHashSet();
            return Task.FromResult(effacees is null
                ? null
                : new Changements([], null, Comptes.DeLEffacement(etat, effacees), horloge.GetUtcNow())
                {
                    Effacees = effacees,
                });
        },
        cancellationToken);

    private Task<Changements?> Plier(EtatConnu etat, TransactionDeLot transaction) =>
        Task.FromResult<Changements?>(Pli.Plier(etat, jugement, horloge.GetUtcNow()).Changements);

    // What to write is told by a function of what is known: null to write nothing.
    private async Task TraiterAsync(
        Lot lot, IEnumerable<Journee> autres, Func<EtatConnu, TransactionDeLot, Task<Changements?>> plier, CancellationToken cancellationToken)
    {
        var journees = new SortedSet<Journee>(lot.Lignes.Select(l => l.Ligne.Journee).Concat(autres), Journee.Ordre);
        for (var passe = 0; journees.Count > 0; passe++)
        {
            var liees = await PasserAsync(lot, journees, plier, derniere: passe >= PassesMax, cancellationToken);
            if (liees.Count == 0)
            {
                return;
            }

            journees.UnionWith(liees);
        }
    }

    // One attempt. Returns the journées that must be folded with these, and then nothing was written. Whoever brings the other end of
    // a tie at the same time waits for the names of these lines, and finds it.
    private async Task<IReadOnlyCollection<Journee>> PasserAsync(
        Lot lot,
        SortedSet<Journee> journees,
        Func<EtatConnu, TransactionDeLot, Task<Changements?>> plier,
        bool derniere,
        CancellationToken cancellationToken)
    {
        using var trace = Traces.Transaction();
        await using var transaction = await TransactionDeLot.CommencerAsync(source, journees, cancellationToken);
        var (liees, receptions, changements) = await LireEtPlierAsync(transaction, lot, journees, plier, derniere, cancellationToken);
        if (changements is null)
        {
            return liees;
        }

        await transaction.EcrireAsync(changements, cancellationToken);
        using var gardees = vues.Garder(changements.Soins);
        await transaction.CommitAsync(cancellationToken);
        gardees.Valider();
        trace?.SetTag("reconciliation.lignes", lot.Lignes.Count).SetTag("reconciliation.soins", changements.Soins.Count);
        mesures.Commis(receptions, changements);
        if (changements.Effacees.Count > 0)
        {
            vues.Oublier();
        }

        if (changements.Soins.Any(s => s.Entree is not null))
        {
            reveil.Sonner();
        }

        return [];
    }

    // What is known ends with this: it is most of what a batch holds, and no longer needed while PostgreSQL writes and commits.
    private async Task<(IReadOnlyCollection<Journee> Liees, IReadOnlyList<ReceptionNotee> Receptions, Changements? Changements)> LireEtPlierAsync(
        TransactionDeLot transaction,
        Lot lot,
        SortedSet<Journee> journees,
        Func<EtatConnu, TransactionDeLot, Task<Changements?>> plier,
        bool derniere,
        CancellationToken cancellationToken)
    {
        var etat = await transaction.LireAsync(lot.Lignes, lot.Recues, horloge.GetUtcNow(), lot.Relier, cancellationToken);
        var liees = etat.Liees.Where(j => !journees.Contains(j)).ToList();
        return liees.Count > 0 && !derniere ? (liees, [], null) : ([], etat.Receptions, await plier(etat, transaction));
    }
}

/// <summary>The lines of a batch as one statement can take them.</summary>
/// <param name="Lignes">Each fact once, in the order of the keys: PostgreSQL then meets no row twice, and batches wait for each other in one order.</param>
/// <param name="Recues">How many came of each source, duplicates included.</param>
internal sealed record Lot(IReadOnlyList<LigneRecue> Lignes, IReadOnlyList<LignesRecues> Recues)
{
    public static readonly Lot Vide = new([], []);

    /// <summary>No line, and what is noted of ties between journées is not believed.</summary>
    public static readonly Lot ARelier = Vide with { Relier = true };

    public bool Relier { get; private init; }

    public static Lot De(IReadOnlyCollection<LigneRecue> lignes) => new(
        [
            .. lignes
                .DistinctBy(l => l.Empreinte)
                .OrderBy(l => l.Ligne.Id, LigneId.Ordre)
                .ThenBy(l => l.Ligne.Revision)
                .ThenBy(l => (l.Empreinte.Haut, l.Empreinte.Bas)),
        ],
        [.. lignes.CountBy(l => (l.Ligne.Id.Part, l.Ligne.Id.Source)).Select(s => new LignesRecues(s.Key.Part, s.Key.Source, s.Value))]);
}
