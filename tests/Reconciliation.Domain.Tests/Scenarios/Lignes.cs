namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>
/// Lines as a scenario tells them. Members that it does not tell are ordinary: a consultation of 30,00 € on 14 November 2025 with the carte
/// Vitale, reimbursed at 70 %, paid to the member, RO on the 17th and the complementary part on the 19th.
/// </summary>
/// <remarks>A name that begins with « ro » is of the régime obligatoire, any other of the complementary part.</remarks>
internal static class Lignes
{
    /// <summary>The beneficiary, where a scenario does not say another.</summary>
    public const string Enfant = "A0001234-02";

    /// <summary>A payment of the régime obligatoire.</summary>
    public static LigneRo Ro(decimal montant) => new()
    {
        Id = Id("ro"),
        Revision = 1,
        Nature = Nature.Paiement,
        Origine = null,
        AdherentId = "A0001234",
        DateSoin = new(2025, 11, 14),
        ProfessionnelId = "10003456789",
        CodeActe = "G",
        Libelle = "Consultation généraliste",
        Depense = Montant.FromEuros(30),
        Montant = Montant.FromEuros(montant),
        Destinataire = Destinataire.Assure,
        Canal = Canal.CarteVitale,
        TransmisLe = null,
        PayeLe = new(2025, 11, 17),
        Virement = "VRO-1",
        ReferenceSoin = null,
        Releve = Releve.Ameli,
        Base = Montant.FromEuros(30),
        Taux = 70,
        Complementaire = Complementaire.Mgen,
    };

    /// <summary>A payment of the complementary part, computed on 21,00 € of RO unless it says otherwise.</summary>
    public static LigneComplementaire Rc(decimal montant)
    {
        var ro = Ro(montant);
        return new()
        {
            Id = Id("rc"),
            Revision = 1,
            Nature = Nature.Paiement,
            Origine = null,
            AdherentId = ro.AdherentId,
            DateSoin = ro.DateSoin,
            ProfessionnelId = ro.ProfessionnelId,
            CodeActe = ro.CodeActe,
            Libelle = ro.Libelle,
            Depense = ro.Depense,
            Montant = ro.Montant,
            Destinataire = ro.Destinataire,
            Canal = ro.Canal,
            TransmisLe = null,
            PayeLe = new(2025, 11, 19),
            Virement = "VRC-1",
            ReferenceSoin = null,
            Releve = Releve.Ameli,
            Contrat = "MGEN-INTEGRALE",
            RegimeObligatoire = RegimeObligatoire.Mgen,
            MontantRoDeclare = Montant.FromEuros(21),
            ReferenceRo = null,
        };
    }

    public static LigneRo AnnulationRo(decimal montant) => Correction(Ro(montant), Nature.Annulation, "ro-annulation");

    public static LigneRo RegularisationRo(decimal montant) => Correction(Ro(montant), Nature.Regularisation, "ro-regularisation");

    public static LigneRo RetenueRo(decimal montant) => Correction(Ro(montant), Nature.Retenue, "ro-retenue");

    public static LigneComplementaire AnnulationRc(decimal montant) =>
        Rc(montant).Nommee("rc-annulation") with { Nature = Nature.Annulation, MontantRoDeclare = null };

    public static LigneComplementaire RegularisationRc(decimal montant) =>
        Rc(montant).Nommee("rc-regularisation") with { Nature = Nature.Regularisation, MontantRoDeclare = null };

    private static LigneRo Correction(LigneRo ligne, Nature nature, string name) =>
        ligne.Nommee(name) with { Nature = nature, Base = null, Taux = null };

    /// <summary>The identity behind a name.</summary>
    public static LigneId Id(string name) =>
        name.StartsWith("ro", StringComparison.Ordinal) ? new(Part.Ro, "ameli", Ref(name), Enfant) : new(Part.Complementaire, "mgen",
            Ref(name), Enfant);

    /// <summary>The reference behind a name.</summary>
    public static Reference Ref(string name) => new("010000506", name, 1);

    /// <summary>A day of 2025 (« 17/11 »), or of the year given (« 05/01/2026 »).</summary>
    public static DateOnly Jour(string day)
    {
        var pieces = day.Split('/').Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return new(pieces.Length > 2 ? pieces[2] : 2025, pieces[1], pieces[0]);
    }

    /// <summary>A time in Paris, « 20/11 23:59 »; of a day alone, noon.</summary>
    public static DateTimeOffset Instant(string text)
    {
        var pieces = text.Split(' ');
        var hour = pieces.Length > 1 ? TimeOnly.Parse(pieces[1], System.Globalization.CultureInfo.InvariantCulture) : new TimeOnly(12, 0);
        return Paris.Instant(Jour(pieces[0]).ToDateTime(hour));
    }
}

/// <summary>The members of a line that a scenario changes from the ordinary.</summary>
internal static class LigneDetails
{
    public static T Nommee<T>(this T ligne, string name) where T : Ligne =>
        (T)(ligne with { Id = Lignes.Id(name) with { Beneficiaire = ligne.BeneficiaireId } });

    /// <summary>The line that a correction corrects.</summary>
    public static T De<T>(this T ligne, string name) where T : Ligne => (T)(ligne with { Origine = Lignes.Ref(name) });

    public static T Revision<T>(this T ligne, int revision) where T : Ligne => (T)(ligne with { Revision = revision });

    public static T Paye<T>(this T ligne, string day) where T : Ligne => (T)(ligne with { PayeLe = Lignes.Jour(day) });

    public static T Par<T>(this T ligne, string virement) where T : Ligne => (T)(ligne with { Virement = virement });

    public static T Depense<T>(this T ligne, decimal depense) where T : Ligne => (T)(ligne with { Depense = Montant.FromEuros(depense) });

    public static T Professionnel<T>(this T ligne, string id) where T : Ligne => (T)(ligne with { ProfessionnelId = id });

    public static T Acte<T>(this T ligne, string code) where T : Ligne => (T)(ligne with { CodeActe = code });

    public static T Soin<T>(this T ligne, string day) where T : Ligne => (T)(ligne with { DateSoin = Lignes.Jour(day) });

    public static T Beneficiaire<T>(this T ligne,
        string id) where T : Ligne => (T)(ligne with { Id = ligne.Id with { Beneficiaire = id } });

    public static T Adherent<T>(this T ligne, string id) where T : Ligne => (T)(ligne with { AdherentId = id });

    public static T Transmise<T>(this T ligne, string instant) where T : Ligne => (T)(ligne with { TransmisLe = Lignes.Instant(instant) });

    public static T ReferenceSoin<T>(this T ligne, string reference) where T : Ligne => (T)(ligne with { ReferenceSoin = reference });

    public static T EnTiersPayant<T>(this T ligne) where T : Ligne => (T)(ligne with { Destinataire = Destinataire.Professionnel });

    public static T SurFeuille<T>(this T ligne) where T : Ligne => (T)(ligne with { Canal = Canal.FeuilleDeSoins });

    public static T ReleveParCourrier<T>(this T ligne) where T : Ligne => (T)(ligne with { Releve = Releve.Courrier });

    public static LigneRo Base(this LigneRo ligne, decimal montant, decimal taux = 70) =>
        ligne with { Base = Montant.FromEuros(montant), Taux = taux };

    public static LigneRo Complementaire(this LigneRo ligne, Complementaire who) => ligne with { Complementaire = who };

    public static LigneComplementaire Declare(this LigneComplementaire ligne, decimal ro) =>
        ligne with { MontantRoDeclare = Montant.FromEuros(ro) };

    public static LigneComplementaire SansDeclarer(this LigneComplementaire ligne) => ligne with { MontantRoDeclare = null };

    public static LigneComplementaire Visant(this LigneComplementaire ligne, string ro) => ligne with { ReferenceRo = Lignes.Ref(ro) };

    public static LigneComplementaire Contrat(this LigneComplementaire ligne, string contrat) => ligne with { Contrat = contrat };

    public static LigneComplementaire RoAilleurs(this LigneComplementaire ligne) =>
        ligne with { RegimeObligatoire = RegimeObligatoire.Autre };
}
