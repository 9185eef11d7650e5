namespace Reconciliation.Storage;

/// <summary>
/// The names under which accesses are recorded. They are stored, and most are names of calls of the API too: a name is never given to
/// another action.
/// </summary>
public static class AccessActions
{
    /// <summary>The list of messages in quarantine.</summary>
    public const string ListQuarantaine = "listerQuarantaine";

    /// <summary>A message in quarantine.</summary>
    public const string ReadQuarantaine = "lireQuarantaine";

    /// <summary>A replay of a message.</summary>
    public const string ReplayQuarantaine = "rejouerQuarantaine";

    /// <summary>A replay of several messages.</summary>
    public const string ReplayManyQuarantaine = "rejouerPlusieursQuarantaines";

    /// <summary>A message set aside.</summary>
    public const string SetAsideQuarantaine = "ecarterQuarantaine";

    /// <summary>A member's soins.</summary>
    public const string ListSoins = "listerSoins";

    /// <summary>A soin.</summary>
    public const string ReadSoin = "lireSoin";

    /// <summary>A soin in FHIR.</summary>
    public const string ReadSoinFhir = "lireSoinFhir";

    /// <summary>The versions of a soin.</summary>
    public const string ReadJournal = "lireJournal";

    /// <summary>The lines of a soin.</summary>
    public const string ReadLignes = "lireLignes";

    /// <summary>A member's account.</summary>
    public const string ReadSynthese = "lireSynthese";

    /// <summary>A member's transfers.</summary>
    public const string ListVirements = "listerVirements";

    /// <summary>The lines of a transfer.</summary>
    public const string ReadVirement = "lireVirement";

    /// <summary>The sheet of a member, as an agent opens it during a call.</summary>
    public const string ReadAdherent = "lireAdherent";

    /// <summary>The reason that an agent gave.</summary>
    public const string GiveMotif = "donnerMotif";

    /// <summary>The answer to a search.</summary>
    public const string Search = "rechercher";

    /// <summary>A page of the feed.</summary>
    public const string ReadFeed = "lireFlux";

    /// <summary>The record of accesses.</summary>
    public const string ListAccesses = "listerAcces";

    /// <summary>The décisions on a soin.</summary>
    public const string ListDecisions = "listerDecisions";

    /// <summary>A décision.</summary>
    public const string DecideSoin = "deciderSoin";

    /// <summary>A page of a work list.</summary>
    public const string ListToWorkOn = "listerATraiter";

    /// <summary>A work list taken out of the console.</summary>
    public const string ExportToWorkOn = "exporterATraiter";

    /// <summary>An item taken up.</summary>
    public const string TakeUp = "prendreEnCharge";

    /// <summary>An item given back.</summary>
    public const string GiveBack = "rendre";

    /// <summary>An item given to a colleague.</summary>
    public const string HandOver = "confier";

    /// <summary>The copy of a member's data.</summary>
    public const string ExportAdherent = "exporterAdherent";

    /// <summary>The erasure of a member.</summary>
    public const string EraseAdherent = "effacerAdherent";
}
