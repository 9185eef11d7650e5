using Reconciliation.Domain;
using Canal = Reconciliation.Contracts.Canal;
using Complementaire = Reconciliation.Contracts.Complementaire;
using Destinataire = Reconciliation.Contracts.Destinataire;
using RegimeObligatoire = Reconciliation.Contracts.RegimeObligatoire;
using Releve = Reconciliation.Contracts.Releve;

namespace Reconciliation.Dev;

/// <summary>A care act that the demo makes up, before anybody pays for it.</summary>
internal sealed record MadeUpSoin
{
    public required string AdherentId { get; init; }

    public required string BeneficiaireId { get; init; }

    public required DateOnly DateSoin { get; init; }

    public required string ProfessionnelId { get; init; }

    public required Act Acte { get; init; }

    public Destinataire Destinataire { get; init; }

    public Canal Canal { get; init; }

    public Releve Releve { get; init; }

    public Complementaire Complementaire { get; init; }

    public RegimeObligatoire RegimeObligatoire { get; init; }

    public string Contrat { get; init; } = "MGEN-INTEGRALE";

    public DateTimeOffset? TransmisLe { get; init; }

    /// <summary>Before the reform one transfer carries both parts.</summary>
    public bool VersementUnique { get; init; }

    public bool DeclaresRo { get; init; } = true;

    /// <summary>The régime obligatoire's payment, in euros.</summary>
    public decimal MontantRo => Montant.Percentage(Montant.FromEuros(Acte.Base), Acte.Taux).Euros;

    /// <summary>The complémentaire's payment, in euros: a complement up to its guarantee, never rounded by itself.</summary>
    public decimal MontantRc
    {
        get
        {
            var guaranteed = Montant.Percentage(Montant.FromEuros(Acte.Base), Acte.Guarantee);
            var complement = Montant.Min(Montant.FromEuros(Acte.Depense), guaranteed) - Montant.FromEuros(MontantRo);
            return Acte.Base == 0 ? Acte.Forfait : Montant.Max(Montant.Zero, complement).Euros;
        }
    }
}
