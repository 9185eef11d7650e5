using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Reconciliation.Api.Description;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The journal as a feed: in pages, or live. Every version once, in one order for all readers, without gaps.</summary>
internal static class FluxEndpoints
{
    /// <summary>The media type by which a reader asks for the feed live.</summary>
    public const string Live = "text/event-stream";

    /// <summary>When to ask again a server that is behind.</summary>
    public static readonly TimeSpan BehindRetryAfter = TimeSpan.FromSeconds(1);

    private const string LastReceived = "Last-Event-ID";

    public static void MapFlux(this IEndpointRouteBuilder v1) =>
        v1.MapMethods("/flux", JsonAnswers.ReadMethods, Read)
            .WithName(AccessActions.ReadFeed)
            .WithSummary("Toutes les versions de tous les soins, dans l'ordre du journal ; en direct avec Accept: text/event-stream")
            .WithDescription(
                "Chaque élément porte le curseur de la place qui le suit : apres reprend là, sans trou ni "
                    + "doublon. En direct, ce curseur est "
                + "aussi l'id de l'événement, et Last-Event-ID l'emporte sur apres. Un soin effacé est un élément SoinEfface, sans donnée "
                + "; une histoire de la base qui commence, un élément EpoqueCommencee. Un jeton qui a aussi une portée d'agent est refusé.")
            .Produces<Page<ElementDeFlux>>().Produces(304)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Responses!["200"].Content![Live] =
                    new()
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            Description = "Des événements SoinMisAJour, dont data est un élément du flux et id son curseur.",
                        }
                    };
                return Task.CompletedTask;
            })
            .MayRefuse(ProblemCatalogue.FeedForbidden, ProblemCatalogue.CursorExpired, ProblemCatalogue.TooManyReaders)
            .WithParameters(
                new DescribedParameter("apres", "Le curseur d'un élément, ou le curseurSuivant d'une page ; absent : depuis le début."),
                DescribedParameter.Limit("versions"))
            .AnswersDependOnAdherent()
            .RequireRateLimiting(ClientLimits.StreamPolicy)
            .WithMetadata(new AnswersPagesToo(WantsLive))
            .WithMetadata(new DeclaredScopes([Scopes.Espace]))
            .RequireAuthorization(Scopes.Reading);

    private static async Task<IResult> Read(HttpContext http, ReadFeed feed, JournalTail tail, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "apres", "limite");
        var limit = parameters.Limit();
        var after = parameters.Cursor(Cursors.ReadEntry, "apres");
        var direct = WantsLive(http.Request);
        after = direct ? parameters.CursorHeader(Cursors.ReadEntry, LastReceived) ?? after : after;
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        if (direct)
        {
            return await FollowAsync(http, feed, tail, after, cancellationToken);
        }

        var answer = await feed.ReadAsync(http.Caller(), after, limit, cancellationToken);
        return answer.Given.Value is { } page
            ? Varying(
                http,
                JsonAnswers.Page(http, page, e => e.AsFeedElement(Cursors.Write(e, answer.Epoch)), e => Cursors.Write(e, answer.Epoch)))
            : Refusal(http, answer.Given.Outcome, answer.State, answer.Break);
    }

    // Room is checked first: a reader that is turned away has read nothing.
    private static async Task<IResult> FollowAsync(
        HttpContext http, ReadFeed feed, JournalTail tail, FeedCursor? after, CancellationToken cancellationToken)
    {
        if (tail.Enter(http.User.IsLimitedToAdherents()) is not { } room)
        {
            return Varying(http, Problems.TooManyReaders());
        }

        http.Response.RegisterForDispose(room);
        var answer = await feed.OpenAsync(http.Caller(), after, cancellationToken);
        return answer.Given.Value is { } reader
            ? Varying(http, new LiveFeed(reader, feed))
            : Refusal(http, answer.Given.Outcome, answer.State, answer.Break);
    }

    // A standby that has not received the reader's place yet will have it soon.
    private static IResult Refusal(HttpContext http, DisclosureOutcome outcome, FeedState state, FeedBreak? feedBreak)
    {
        if (outcome == DisclosureOutcome.Forbidden)
        {
            return Varying(http, Problems.FeedForbidden());
        }

        if (state == FeedState.Behind)
        {
            http.Response.Headers.RetryAfter = $"{BehindRetryAfter.TotalSeconds}";
            return Problems.Unavailable();
        }

        return Problems.CursorExpired(FeedEpoch.Members(feedBreak));
    }

    private static IResult Varying(HttpContext http, IResult answer)
    {
        http.Response.Headers.Vary = HeaderNames.Accept;
        return answer;
    }

    // The stream must be asked for by name: a caller that accepts anything gets a page, which ends. HEAD is about a page.
    private static bool WantsLive(HttpRequest query)
    {
        if (HttpMethods.IsHead(query.Method))
        {
            return false;
        }

        var acceptedTypes = query.GetTypedHeaders().Accept;
        return Quality(Live) is > 0 and var direct && direct >= (Quality("application/json") ?? 0);

        double? Quality(string type) =>
            acceptedTypes.FirstOrDefault(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)) is { } accepted
            ? accepted.Quality ?? 1
            : null;
    }
}
