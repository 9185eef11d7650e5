using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Upstream;

/// <summary>An act of care that the stream makes up, before anybody pays for it.</summary>
internal sealed record CareAct
{
    public required string Adherent { get; init; }

    public required string Beneficiaire { get; init; }

    public required DateOnly Date { get; init; }

    public required string Professionnel { get; init; }

    public required string Code { get; init; }

    /// <summary>In euros, with odd cents: amounts that got lost or doubled do not cancel out.</summary>
    public required decimal Depense { get; init; }

    public required decimal Taux { get; init; }

    public required Destinataire Destinataire { get; init; }

    public required Canal Canal { get; init; }

    public DateTimeOffset? TransmisLe { get; init; }

    /// <summary>The régime obligatoire's payment, in euros.</summary>
    public decimal MontantRo => decimal.Truncate(Depense * Taux) / 100m;

    /// <summary>The rest, for the complémentaire, in euros.</summary>
    public decimal MontantRc => Depense - MontantRo;
}
