namespace Reconciliation.Contracts;

/// <summary>Every limit on input, by name.</summary>
public static class Limites
{
    /// <summary>The longest identifier, in characters.</summary>
    public const int IdentifiantMax = 64;

    /// <summary>The longest <c>libelle</c>, in characters.</summary>
    public const int LibelleMax = 200;

    /// <summary>The longest instant, in characters.</summary>
    public const int InstantMax = 64;

    /// <summary>
    /// The highest revision of a line. A number without a bound would let one message be the last word on a line for ever.
    /// </summary>
    public const int RevisionMax = 1_000_000;

    /// <summary>
    /// The highest revision that a source may state by itself. Those above are kept for a correction that two persons ask for, so that
    /// no message can shut corrections out.
    /// </summary>
    public const int RevisionDeSourceMax = 999_000;

    /// <summary>The largest absolute amount, in euros.</summary>
    public const decimal MontantMax = 10_000_000m;

    /// <summary>The earliest day of care or payment.</summary>
    public static readonly DateOnly PremierJour = new(2000, 1, 1);

    /// <summary>The most days ahead of today on which a day of care may lie.</summary>
    public const int DateSoinAvanceMax = 1;

    /// <summary>The most days ahead of today on which a payment or a transmission may lie.</summary>
    public const int PayeLeAvanceMax = 31;

    /// <summary>The largest request body or message, in bytes.</summary>
    public const int CorpsMax = 8 * 1024 * 1024;

    /// <summary>The most records in one request.</summary>
    public const int EnregistrementsMax = 10_000;

    /// <summary>The largest page.</summary>
    public const int PageMax = 200;

    /// <summary>The page where none is asked for.</summary>
    public const int PageParDefaut = 50;

    /// <summary>The longest text of a search, in characters.</summary>
    public const int RechercheMax = 200;

    /// <summary>The most terms of a search.</summary>
    public const int TermesMax = 6;

    /// <summary>The longest period of a synthèse, in months.</summary>
    public const int SyntheseMoisMax = 36;

    /// <summary>The period of a synthèse where none is asked for, in months.</summary>
    public const int SyntheseMoisParDefaut = 12;

    /// <summary>The most unattached lines that a synthèse lists.</summary>
    public const int NonRattacheesMax = 200;

    /// <summary>The longest reason of a décision, in characters.</summary>
    public const int MotifMax = 500;

    /// <summary>The most lines that a décision links or separates.</summary>
    public const int LignesDecisionMax = 50;

    /// <summary>The most messages in quarantine that one call replays.</summary>
    public const int RejeuxMax = 200;

    /// <summary>Members whose soins are listed by one call.</summary>
    public const int AdherentsParAppelMax = 100;
}
