using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What came of the wish to replay or set aside a message in quarantine.</summary>
public enum IssueDeRejeu
{
    /// <summary>It was done.</summary>
    Fait,

    /// <summary>The message is refused again.</summary>
    Refuse,

    /// <summary>There is no such message.</summary>
    Inconnu,

    /// <summary>It was replayed before.</summary>
    DejaRejoue,

    /// <summary>The message is no longer as the caller saw it.</summary>
    Perime,
}

/// <summary>
/// Takes messages out of quarantine by the front door through which all come in: the same reading, the same deposit. A replay that is
/// interrupted after the deposit leaves the message open; replayed again, its line falls away as one that is known.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="lectures">Reads the quarantine.</param>
/// <param name="deposer">Takes valid lines.</param>
/// <param name="horloge">The clock.</param>
public sealed class Rejeux(NpgsqlDataSource source, QuarantaineLue lectures, Deposer deposer, TimeProvider horloge)
{
    /// <summary>Replays a message, as it is or corrected.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="version">The version that the caller saw; null: any.</param>
    /// <param name="corrige">The corrected record or enveloped message; null: the original.</param>
    /// <param name="agent">Who.</param>
    /// <param name="motif">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of it, and the reasons where it is refused again.</returns>
    public async Task<(IssueDeRejeu Issue, IReadOnlyList<Rejet> Rejets)> RejouerAsync(
        long quarantaineId, int? version, ReadOnlyMemory<byte>? corrige, string agent, string? motif, CancellationToken cancellationToken)
    {
        if (await lectures.UnAsync(quarantaineId, cancellationToken) is not var (message, original))
        {
            return (IssueDeRejeu.Inconnu, []);
        }

        if (Empeche(message, version) is { } issue)
        {
            return (issue, []);
        }

        var part = (Part)message.Part;
        var (ligne, rejets) = Lire(part, corrige ?? original);
        if (ligne is null)
        {
            await SuivreAsync(message, IssueDeSuite.Refuse, agent, motif, corrige, rejets, cancellationToken);
            return (IssueDeRejeu.Refuse, rejets);
        }

        await deposer(part, [ligne], cancellationToken);
        var suivi = await SuivreAsync(message, IssueDeSuite.Accepte, agent, motif, corrige, [], cancellationToken);
        return (suivi ? IssueDeRejeu.Fait : IssueDeRejeu.Perime, []);
    }

    /// <summary>Sets a message aside: it will not be accepted.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="version">The version that the caller saw; null: any.</param>
    /// <param name="agent">Who.</param>
    /// <param name="motif">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IssueDeRejeu> EcarterAsync(long quarantaineId, int? version, string agent, string motif, CancellationToken cancellationToken)
    {
        if (await lectures.UnAsync(quarantaineId, cancellationToken) is not var (message, _))
        {
            return IssueDeRejeu.Inconnu;
        }

        if (Empeche(message, version) is { } issue)
        {
            return issue;
        }

        return await SuivreAsync(message, IssueDeSuite.Ecarte, agent, motif, null, [], cancellationToken) ? IssueDeRejeu.Fait : IssueDeRejeu.Perime;
    }

    // Where a NIR stood in an original there is only its mark: taken for an identifier, it would bring strangers' payments together.
    private Recu Lire(Part part, ReadOnlyMemory<byte> corps) => corps.Span.IndexOf(Nir.MarqueUtf8) >= 0
        ? new(null, [Regle.Refuse(Regle.NirInterdit, "")])
        : Reception.Lire(part, corps, Paris.Jour(horloge.GetUtcNow()));

    private static IssueDeRejeu? Empeche(MessageEnQuarantaine message, int? version) =>
        version is { } vue && vue != message.Version ? IssueDeRejeu.Perime
        : message.Etat == EtatQuarantaine.Rejouee ? IssueDeRejeu.DejaRejoue
        : null;

    private Task<bool> SuivreAsync(
        MessageEnQuarantaine message,
        IssueDeSuite issue,
        string agent,
        string? motif,
        ReadOnlyMemory<byte>? corrige,
        IReadOnlyList<Rejet> rejets,
        CancellationToken cancellationToken) => Quarantaines.SuivreAsync(
            source,
            new(message.QuarantaineId, message.Version, issue, agent, motif, corrige, rejets),
            horloge.GetUtcNow(),
            cancellationToken);
}
