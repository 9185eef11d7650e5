using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Reads from the database what operations watch of the whole, in one engine at a time. What cannot be read in time is not shown, rather
/// than shown as it was: an alert on what is missing says so.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="lectures">Reads the quarantine.</param>
/// <param name="jauges">Where the figures go.</param>
/// <param name="horloge">The clock.</param>
/// <param name="log">The log.</param>
public sealed class ReleveDesJauges(
    NpgsqlDataSource source, QuarantaineLue lectures, Jauges jauges, TimeProvider horloge, ILogger<ReleveDesJauges> log)
    : TravailExclusif(source, horloge, travail: 12, log)
{
    /// <summary>How often it reads.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>How long one reading may take.</summary>
    public static readonly TimeSpan Delai = TimeSpan.FromSeconds(5);

    /// <summary>Of how many days of care the punctuality is shown.</summary>
    public const int Jours = 90;

    private readonly TimeProvider _horloge = horloge;
    private readonly NpgsqlDataSource _source = source;

    /// <inheritdoc/>
    protected override async Task TravaillerAsync(Exclusivite exclusivite, CancellationToken cancellationToken)
    {
        var maintenant = _horloge.GetUtcNow();
        await LireAsync(c => jauges.Situations = c, ct => Compteurs.LireAsync(_source, Compteurs.Situation, null, ct), cancellationToken);
        await LireAsync(c => jauges.Controle = c, ct => Compteurs.LireAsync(_source, Compteurs.Controle, null, ct), cancellationToken);
        var depuis = Paris.Debut(Paris.Jour(maintenant).AddDays(-Jours));
        await LireAsync(c => jauges.Ponctualite = c, ct => Compteurs.LireAsync(_source, Compteurs.Ponctualite, depuis, ct), cancellationToken);
        await LireAsync(jauges.Ouvertes, async ct => await lectures.OuvertesAsync(ct), cancellationToken);
        await LireAsync(a => jauges.Attentes = a, async ct => await Releves.AttentesAsync(_source, maintenant, ct), cancellationToken);
        await LireAsync(l => jauges.Dernieres = l, ct => Releves.DernieresLignesAsync(_source, ct), cancellationToken);
        var bornes = Jauges.Ages.Skip(1).Select(a => maintenant - a.Depuis).ToList();
        await LireAsync(r => jauges.Retards = r, ct => Releves.RetardsAsync(_source, bornes, ct), cancellationToken);
        await Task.Delay(Pause, _horloge, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Quitter() => jauges.Oublier();

    private async Task LireAsync<T>(Action<T?> montrer, Func<CancellationToken, Task<T>> lire, CancellationToken cancellationToken)
        where T : class
    {
        using var delai = new CancellationTokenSource(Delai, _horloge);
        using var liee = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delai.Token);
        try
        {
            montrer(await lire(liee.Token));
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            montrer(null);
        }
    }
}
